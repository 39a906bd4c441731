import type { Fields, ParsedStatement } from '../../../formats/postgres-dump/parse-statement.js';
import type { FunctionOptions } from './function-options.js';
import type { NamesInTree } from './names-in-tree.js';
import { readBody } from '../../../formats/postgres-dump/read-body.js';
import { refuse } from '../../../formats/postgres-dump/scan-errors.js';
import { scanWords } from '../../../formats/postgres-dump/scan-words.js';
import { listOf, namesOf, partOf, textOf } from '../../../formats/postgres-dump/tree.js';
import { relationName } from './allow-names.js';
import { functionOptions } from './function-options.js';
import { namedFunction, namesInOptions, namesInTree } from './names-in-tree.js';
import { refusedRead } from './readable-relations.js';
import { isRefusedFunction, isRefusedWord } from './refused-functions.js';

/** Something that runs when it is named. */
interface Part {
  readonly line: number;
  readonly names: NamesInTree;
  readonly routine?: Routine;
}

interface Routine extends FunctionOptions {
  readonly statement: string;
}

/** Statements of which some expression is evaluated while rows are loaded or what follows them is made. */
const EVALUATED: Readonly<Record<string, readonly string[] | undefined>> = {
  CreateStmt: ['constraints', 'partbound', 'partspec', 'tableElts'],
  CreateDomainStmt: ['constraints'],
  AlterDomainStmt: ['def'],
  AlterTableStmt: ['cmds'],
  IndexStmt: ['indexParams', 'whereClause'],
  CreateStatsStmt: ['exprs'],
  CreateTableAsStmt: ['query'],
};

/** Settings of a function that change neither what its text means nor whose rights hold. */
const HARMLESS_SETTING =
  /^(?:timezone|datestyle|intervalstyle|lc_\w+|work_mem|statement_timeout|lock_timeout|enable_\w+|jit|plan_cache_mode|extra_float_digits|bytea_output|default_text_search_config|random_page_cost|plpgsql\.\w+|client_min_messages)$/;

const WHY = 'which would run while the file is imported';

/**
 * The functions of a file that the server would run while the file is loaded: from a CHECK, a generated column, an
 * index, a partition, a materialised view; behind a cast, an operator, an aggregate, an operator class.
 *
 * 1. Such a function must be IMMUTABLE or STABLE: in it the server refuses everything that writes, also what its text
 *    builds when it runs.
 * 2. What it names must be the same, and none of the functions that reach beyond the database; it runs no text
 *    (EXECUTE), calls nothing in a schema that the file does not have, and reads nothing there.
 * 3. "Names" is every word of its text that is the last name of a function, a view or a table with policies of the
 *    file, whatever the word means there: rather a false alarm than a way around.
 * 4. Functions that only run when applications ask for them, as those of triggers, rules and defaults, may do what they
 *    like: they run with the rights of their callers, when a person has decided to publish them.
 */
export class CodeAtLoad {
  /** By their last names; a file may have several of one. */
  readonly #routines = new Map<string, Part[]>();
  /** Views, and the policies of tables: run where what reads them runs. */
  readonly #relations = new Map<string, Part[]>();
  readonly #run: Part[] = [];
  readonly #called = new Set<string>();
  readonly #schemas: ReadonlySet<string>;

  /** `schemas` grows while the file is read. */
  constructor(schemas: ReadonlySet<string>) {
    this.#schemas = schemas;
  }

  add({ kind, fields }: ParsedStatement, line: number, statement: string): void {
    if (kind === 'CreateFunctionStmt') {
      const [name = ''] = namesOf(listOf(fields, 'funcname')).slice(-1);
      const routine = { ...functionOptions(fields), statement };
      addTo(this.#routines, name, { line, names: namesInTree(fields), routine });
    } else if (kind === 'ViewStmt') this.#addRelation(fields, 'view', line);
    else if (kind === 'CreatePolicyStmt') this.#addRelation(fields, 'table', line);
    else this.#addRun(kind, fields, line);
  }

  #addRelation(fields: Fields, relation: string, line: number): void {
    const [name = ''] = relationName(partOf(fields, relation)).slice(-1);
    const { [relation]: _own, ...others } = fields;
    addTo(this.#relations, name, { line, names: namesInTree(others) });
  }

  #addRun(kind: string, fields: Fields, line: number): void {
    const calls = (names: readonly (readonly string[])[]): void => {
      if (names.length > 0) this.#run.push({ line, names: { calls: names, perhapsCalls: [], reads: [] } });
    };
    if (kind === 'CreateCastStmt') calls(namedFunction(fields['func']));
    else if (kind === 'CreateOpClassStmt' || kind === 'AlterOpFamilyStmt') {
      for (const { fields: item } of listOf(fields, 'items'))
        if (item['itemtype'] === 2) calls(namedFunction(item['name']));
    } else if (kind === 'DefineStmt' && textOf(fields, 'kind') !== 'OBJECT_COLLATION')
      calls(namesInOptions(fields['definition']));
    else if (kind === 'CreateRangeStmt') calls(namesInOptions(fields['params']));
    for (const part of EVALUATED[kind] ?? [])
      this.#run.push({ line, names: namesInTree(withoutDefaults(fields[part])) });
  }

  /**
   * Throws DUMP_STATEMENT_REFUSED, with the line of the function, or of what calls it. Returns the last names of all
   * functions that are called by name: what the server and its extensions have is judged there (see `checkReach`).
   */
  check(): string[] {
    const waiting = [...this.#run];
    const seen = new Set<Part>(waiting);
    const follow = (parts: readonly Part[] = []): void => {
      for (const part of parts) if (!seen.has(part)) waiting.push(part);
      for (const part of parts) seen.add(part);
    };
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
      const words = part.routine === undefined ? [] : this.#checkRoutine(part.routine, part.line);
      const { calls, perhapsCalls, reads } = part.names;
      for (const call of calls) this.#checkCall(call, part.line);
      for (const read of reads) this.#checkRead(read, part.line);
      const refused = [...words, ...perhapsCalls].find((each) => isRefusedWord(each));
      if (refused !== undefined) throw refuse(part.line, `a call of "${refused}"`, WHY);
      for (const name of [...words, ...calls.map(lastOf)])
        follow(this.#routines.get(name)?.filter(({ routine }) => routine?.isOfTriggers !== true));
      for (const name of [...words, ...reads.map(lastOf)]) follow(this.#relations.get(name));
    }
    return [...this.#called];
  }

  #checkCall(name: readonly string[], line: number): void {
    const [last = '', schema = ''] = [...name].reverse();
    this.#called.add(last);
    if (isRefusedFunction(last) || last === 'nextval') throw refuse(line, `a call of "${last}"`, WHY);
    if (schema !== '' && schema !== 'pg_catalog' && !this.#mayName(schema))
      throw refuse(line, `a call of a function in the schema "${schema}"`, `which the file does not have: ${WHY}`);
  }

  /** `extensions` is where projects of Supabase have theirs; what is VOLATILE there is found by `checkReach`. */
  #mayName(schema: string): boolean {
    return schema === 'extensions' || this.#schemas.has(schema);
  }

  #checkRead(name: readonly string[], line: number): void {
    const why = refusedRead(name, this.#schemas);
    if (why !== undefined) throw refuse(line, `a query of "${name.join('.')}"`, `${why}: it runs during the import`);
  }

  /** A function that would run: returns the words of its text. */
  #checkRoutine({ isVolatile, language, body, settings, statement }: Routine, line: number): string[] {
    if (isVolatile)
      throw refuse(line, 'a VOLATILE function', `${WHY}; where it changes nothing, declare it STABLE or IMMUTABLE`);
    for (const { name, values } of settings) {
      const isKnown =
        name === 'search_path'
          ? (values?.every((each) => this.#mayName(each) || each === '' || /^pg_(?:catalog|temp)$/.test(each)) ?? false)
          : HARMLESS_SETTING.test(name);
      if (!isKnown) throw refuse(line, `a function that sets "${name}"`, WHY);
    }
    if (body === '') return [];
    if (language !== 'sql' && language !== 'plpgsql')
      throw refuse(line, `a function in the language "${language}"`, WHY);
    const words = scanWords(body);
    const tree = readBody(language, body, statement);
    if (words === undefined || tree === undefined)
      throw refuse(line, 'a function whose text the parser does not read in full', WHY);
    if (words.some(({ word, isQuoted }) => word === 'execute' && !isQuoted))
      throw refuse(line, 'a function that runs a text as a statement', WHY);
    for (const { called } of words) if (called !== undefined) this.#checkCall(called, line);
    for (const read of namesInTree(tree).reads) this.#checkRead(read, line);
    return words.map(({ word }) => word);
  }
}

const lastOf = (name: readonly string[]): string => name[name.length - 1] ?? '';

const addTo = <T>(map: Map<string, T[]>, name: string, part: T): void => {
  map.set(name, [...(map.get(name) ?? []), part]);
};

/** A default is evaluated for rows that do not have the column: those of a file must have it (see `checkColumns`). */
const withoutDefaults = (tree: unknown): unknown => {
  if (Array.isArray(tree)) return tree.map(withoutDefaults);
  if (typeof tree !== 'object' || tree === null) return tree;
  const entries = Object.entries(tree as Record<string, unknown>);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const fields = (value ?? {}) as Record<string, unknown>;
      if (name === 'Constraint' && textOf(fields, 'contype') === 'CONSTR_DEFAULT') return [];
      if (name === 'AlterTableCmd' && textOf(fields, 'subtype') === 'AT_ColumnDefault') return [];
      return [[name, withoutDefaults(value)]];
    }),
  );
};
