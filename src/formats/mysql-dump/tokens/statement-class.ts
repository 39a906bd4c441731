import { Tokenizer } from './tokenize.js';
import type { Lexing } from './tokenize.js';

/** Words that may be shown, because they are SQL's and not the dump's. */
const FIRST = new Set(
  (
    'alter analyze backup begin binlog cache call change check checksum clone commit create deallocate delete describe do drop ' +
    'execute explain flush get grant handler import insert install kill load lock optimize prepare purge rename repair replace ' +
    'reset resignal restart revoke rollback savepoint select set show shutdown signal start stop table truncate uninstall unlock ' +
    'update use values with xa'
  ).split(' '),
);
const SECOND = new Set(
  (
    'aggregate algorithm database data definer event function global ignore index into log logfile logs master or package plugin ' +
    'procedure replication role schema sequence server slave spatial sql table tables tablespace temporary transaction trigger ' +
    'unique user view xml'
  ).split(' '),
);

/** Returns a statement's first words for an error message (`CREATE SERVER`); never anything that the dump chose. */
export const statementClass = (body: Buffer, lexing: Lexing): string => {
  try {
    const tokenizer = new Tokenizer(body, lexing);
    const first = tokenizer.next()?.text ?? '';
    if (!FIRST.has(first)) return 'unknown statement';
    const second = tokenizer.next()?.text ?? '';
    return (SECOND.has(second) ? `${first} ${second}` : first).toUpperCase();
  } catch {
    return 'unknown statement';
  }
};
