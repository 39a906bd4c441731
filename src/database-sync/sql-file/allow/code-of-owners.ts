import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import { readBody } from '../../../formats/postgres-dump/read-body.js';
import { scanWords } from '../../../formats/postgres-dump/scan-words.js';
import { listOf, namesOf, nodeOf } from '../../../formats/postgres-dump/tree.js';
import type { OwnersCode } from '../../source/sync-source.js';
import type { FunctionOptions } from './function-options.js';
import { functionOptions } from './function-options.js';
import { namesInTree, relationsInTree, writtenInTree } from './names-in-tree.js';
import { isBeyond } from './reads-of-owners.js';
import { isRefusedFunction } from './refused-functions.js';

interface Routine {
  readonly schema: string;
  readonly name: string;
  readonly line: number;
  readonly fields: Fields;
  readonly statement: string;
  readonly options: FunctionOptions;
}

/** Statements that only touch what they name. */
const PLAIN: ReadonlySet<string> = new Set(
  'SelectStmt InsertStmt UpdateStmt DeleteStmt MergeStmt TruncateStmt NotifyStmt CallStmt RefreshMatViewStmt'.split(
    ' ',
  ),
);

/** Of those that a definition may not call, what gives nobody anything. */
const HARMLESS = /^pg_(?:notify|sleep.*|(?:try_)?advisory_.*)$/i;

/**
 * The SECURITY DEFINER functions of a file, and what they name of the file, as far as they do more than read and write
 * the file's own tables: run by anybody, they do that with the rights of their owner.
 */
export class CodeOfOwners {
  readonly #routines = new Map<string, Routine[]>();

  /** A CREATE FUNCTION. */
  add(fields: Fields, line: number, statement: string): void {
    const [name = '', schema = ''] = namesOf(listOf(fields, 'funcname')).reverse();
    const routine = { schema, name, line, fields, statement, options: functionOptions(fields) };
    this.#routines.set(name, [...(this.#routines.get(name) ?? []), routine]);
  }

  /** After the last statement: `schemas` are those of the file. */
  judge(schemas: ReadonlySet<string>): OwnersCode[] {
    return [...this.#routines.values()].flat().flatMap((routine) => {
      const why = routine.options.isOfOwner ? this.#whyBeyond(routine, schemas) : undefined;
      const { schema, name, line } = routine;
      return why === undefined ? [] : [{ schema, name, line, why }];
    });
  }

  #whyBeyond(first: Routine, schemas: ReadonlySet<string>): string | undefined {
    const waiting = [first];
    const seen = new Set(waiting);
    for (let routine = waiting.pop(); routine !== undefined; routine = waiting.pop()) {
      const { why, words } = judge(routine, schemas);
      if (why !== undefined) return routine === first ? why : `calls "${routine.schema}.${routine.name}", which ${why}`;
      for (const word of words)
        for (const each of this.#routines.get(word) ?? [])
          if (!seen.has(each)) {
            seen.add(each);
            waiting.push(each);
          }
    }
    return undefined;
  }
}

const judge = (
  { fields, statement, options: { language, body, settings } }: Routine,
  schemas: ReadonlySet<string>,
): { readonly why?: string; readonly words: readonly string[] } => {
  const path = settings.find(({ name }) => name === 'search_path');
  if (path !== undefined && path.values?.every((each) => isOwnPath(each, schemas)) !== true)
    return { why: `finds names in "${path.values?.join(', ') ?? 'a search_path that is not given'}"`, words: [] };
  const words = language === 'sql' || language === 'plpgsql' ? scanWords(body) : undefined;
  const tree = words === undefined ? undefined : body === '' ? fields : readBody(language, body, statement);
  if (words === undefined || tree === undefined) return { why: 'is not read in full by the parser', words: [] };
  if (words.some(({ word, isQuoted }) => word === 'execute' && !isQuoted))
    return { why: 'runs a text as a statement', words: [] };
  if (body !== '' && statementsIn(tree).some((kind) => !PLAIN.has(kind)))
    return { why: 'changes definitions or settings', words: [] };
  const { calls } = namesInTree(tree);
  const called = [...calls, ...words.flatMap((each) => (each.called === undefined ? [] : [each.called]))];
  const names = [...words.map(({ word }) => word), ...called.map((name) => name[name.length - 1] ?? '')];
  const refused = names.find((name) => isRefusedFunction(name) && !HARMLESS.test(name));
  if (refused !== undefined) return { why: `names "${refused}"`, words: [] };
  const elsewhere = called.find((name) => {
    const [, schema = 'pg_catalog'] = [...name].reverse();
    return schema !== 'pg_catalog' && schema !== 'extensions' && !schemas.has(schema);
  });
  if (elsewhere !== undefined) return { why: `calls "${elsewhere.join('.')}"`, words: [] };
  const written = writtenInTree(tree).find((name) => isOfServer(name));
  const reached = relationsInTree(tree).find((name) => isBeyond(name, schemas) || isOfOwnerOnly(name)) ?? written;
  if (reached !== undefined) return { why: `reaches for "${reached.join('.')}"`, words: [] };
  return { words: names };
};

const isOwnPath = (value: string, schemas: ReadonlySet<string>): boolean =>
  value === '' || value === 'extensions' || /^pg_(?:catalog|temp)$/.test(value) || schemas.has(value);

/** Views of the server that show each who asks what he may see: in such a function its owner is the one who asks. */
const OF_WHO_ASKS = /^(?:pg_user_mappings|pg_stats.*|pg_settings|user_mapping_options|_pg_user_mappings)$/;

const isOfOwnerOnly = (name: readonly string[]): boolean => OF_WHO_ASKS.test(name[name.length - 1] ?? '');

const isOfServer = (name: readonly string[]): boolean => {
  const [relation = '', schema = 'pg_catalog'] = [...name].reverse();
  return (schema === 'pg_catalog' && relation.startsWith('pg_')) || schema === 'information_schema';
};

/** The kinds of the statements of a text, or of several. */
const statementsIn = (parsed: unknown): string[] =>
  (Array.isArray(parsed) ? (parsed as Fields[]) : [parsed as Fields]).flatMap((each) =>
    ((each['stmts'] ?? []) as Fields[]).flatMap(({ stmt }) => nodeOf(stmt)?.kind ?? []),
  );
