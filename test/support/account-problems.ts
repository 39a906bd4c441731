import type { AccountedRange, DumpIndex } from '../../src/formats/mysql-dump/dump-index.js';

/** How a range of each fate may begin: with a statement of that kind, or with what may come between two of them. */
const BEGINNINGS: Readonly<Record<AccountedRange['fate'], RegExp>> = {
  forwarded: /^\s*(?:CREATE (?:TABLE|(?:\w+ )?INDEX)|INSERT|REPLACE|ALTER TABLE)\b/i,
  'comment-or-blank': /^(?:\xef\xbb\xbf)?(?:\s|;|--|#|\/\*)/,
  'delimiter-command': /^DELIMITER\b/i,
  'session-setting': /^(?:\/\*M?!\d*\s*)?(?:SET|SHOW WARNINGS|SELECT COUNT|PREPARE|EXECUTE|DEALLOCATE)\b/i,
  'replication-setting': /^(?:\/\*M?!\d*\s*)?(?:SET\b.*(?:SQL_LOG_BIN|GTID)|CHANGE (?:MASTER|REPLICATION))/i,
  'table-lock': /^(?:UN)?LOCK TABLES?\b/i,
  transaction: /^(?:\/\*!\d*\s*)?(?:START TRANSACTION|BEGIN|COMMIT|SET\b.*AUTOCOMMIT)\b/i,
  'keys-switch': /^\/\*!40000 ALTER TABLE\b.*\bKEYS/i,
  'drop-before-create': /^(?:\/\*!\d*\s*)?(?:DROP|TRUNCATE|DELETE)\b/i,
  'create-database': /^CREATE (?:DATABASE|SCHEMA)\b/i,
  'use-database': /^USE\b/i,
  'alter-database': /^(?:\/\*!\d*\s*)?ALTER (?:DATABASE|SCHEMA)\b/i,
  'view-stub': /^(?:\/\*!50001 )?CREATE (?:VIEW|TABLE)\b/i,
  'object-definition': /^(?:\/\*!\d*\s*)?CREATE\b/i,
  histogram: /^(?:\/\*!\d*\s*)?ANALYZE\b/i,
  'excluded-table': /^(?:\/\*!\d*\s*)?(?:CREATE|INSERT|ALTER)\b/i,
};

/**
 * What is wrong with the account of a dump: bytes that no range or more than one range holds, a range that is not what
 * its fate says, a forwarded statement that no table has, or a table's statement that is not forwarded. Empty where all
 * is right.
 */
export function accountProblems(index: DumpIndex, dump: Buffer): string[] {
  const problems: string[] = [];
  let at = 0;
  for (const { start, end, fate } of index.account) {
    if (start !== at || end <= start) problems.push(`the range ${start}-${end} does not begin at ${at}`);
    at = end;
    const text = dump.toString('latin1', start, Math.min(end, start + 300));
    if (!BEGINNINGS[fate].test(text)) problems.push(`"${fate}" begins with ${JSON.stringify(text.slice(0, 60))}`);
  }
  if (at !== dump.length || index.bytes !== dump.length)
    problems.push(`the ranges end at ${at}, the dump at ${dump.length}`);
  const sum = index.account.reduce((bytes, { start, end }) => bytes + end - start, 0);
  if (sum !== dump.length) problems.push(`the ranges add up to ${sum} bytes, the dump has ${dump.length}`);
  return [...problems, ...forwardProblems(index, dump)];
}

/** Forwarded bytes and the tables' statements are the same, except for blanks between two of them. */
function forwardProblems(index: DumpIndex, dump: Buffer): string[] {
  const problems: string[] = [];
  const marks = Buffer.alloc(dump.length);
  for (const { start, end, fate } of index.account) if (fate === 'forwarded') marks.fill(1, start, end);
  for (const { name, statements } of index.tables) {
    for (const { start, end } of statements) {
      for (let byte = start; byte < end; byte++) {
        if (marks[byte] !== 1)
          problems.push(`byte ${byte} of table "${name}" is ${marks[byte] === 0 ? 'not forwarded' : 'taken twice'}`);
        marks[byte] = 2;
      }
    }
  }
  marks.forEach((mark, byte) => {
    if (mark === 1 && !/\s/.test(String.fromCharCode(dump[byte] as number)))
      problems.push(`byte ${byte} is forwarded to no table`);
  });
  return problems.slice(0, 5);
}
