import type { Fields, ParsedStatement } from '../../../formats/postgres-dump/parse-statement.js';
import { refuse } from '../../../formats/postgres-dump/scan-errors.js';
import { findAll, listOf, namesOf, nodeOf, partOf, textOf } from '../../../formats/postgres-dump/tree.js';
import { relationName } from './allow-names.js';
import { functionOptions } from './function-options.js';
import { isRefusedFunction } from './refused-functions.js';

interface Routine {
  readonly line: number;
  readonly isVolatile: boolean;
  readonly language: string;
  readonly body: string;
  /** What its definition calls outside of its body's text. */
  readonly calls: readonly Call[];
}

interface Call {
  /** `name`, or `schema.name`. */
  readonly name: string;
  readonly line: number;
}

/** A function by its last name; a file may have several of it. */
const lastName = (name: string): string => name.slice(name.indexOf('.') + 1);

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

/**
 * The functions of a file that the server would run while the file is loaded: from a CHECK, a generated column, an
 * index, a partition, a materialised view; behind a cast, an operator, an aggregate, an operator class.
 *
 * 1. Such a function must be IMMUTABLE or STABLE: in it the server refuses everything that writes, also what its text
 *    builds when it runs.
 * 2. What it calls must be the same, and none of the functions that reach beyond the database: neither by name, nor by
 *    a text that it runs (EXECUTE), nor in a schema that the file does not have.
 * 3. Functions that only run when applications ask for them, as those of triggers and defaults, may do what they like:
 *    they run with the rights of their callers, when a person has decided to publish them.
 */
export class CodeAtLoad {
  readonly #routines = new Map<string, Routine[]>();
  readonly #called: Call[] = [];
  /** What operators, aggregates and ranges name: some are functions, the others types, which do no harm. */
  readonly #named: Call[] = [];
  /** Calls in views, by their names: run where a materialised view reads the view. */
  readonly #views = new Map<string, { readonly calls: readonly Call[]; readonly reads: readonly string[] }>();
  readonly #read: string[] = [];
  readonly #schemas: ReadonlySet<string>;
  /** Schemas of extensions. */
  readonly #extended = new Set(['', 'pg_catalog']);

  /** `schemas` grows while the file is read. */
  constructor(schemas: ReadonlySet<string>) {
    this.#schemas = schemas;
  }

  add({ kind, fields }: ParsedStatement, line: number): void {
    if (kind === 'CreateFunctionStmt') {
      const name = namesOf(listOf(fields, 'funcname')).slice(-1)[0] ?? '';
      this.#routines.set(name, [
        ...(this.#routines.get(name) ?? []),
        { ...functionOptions(fields), line, calls: callsOf(fields, line) },
      ]);
    } else if (kind === 'ViewStmt') {
      const name = relationName(partOf(fields, 'view')).join('.');
      this.#views.set(name, { calls: callsOf(fields['query'], line), reads: readsOf(fields['query']) });
    } else if (kind === 'CreateCastStmt') {
      this.#called.push(...namedCall(fields['func'], line));
    } else if (kind === 'CreateOpClassStmt' || kind === 'AlterOpFamilyStmt') {
      for (const item of listOf(fields, 'items'))
        if (item.fields['itemtype'] === 2) this.#called.push(...namedCall(item.fields['name'], line));
    } else if (kind === 'DefineStmt' || kind === 'CreateRangeStmt') {
      const names = findAll(fields[kind === 'DefineStmt' ? 'definition' : 'params'], 'TypeName');
      this.#named.push(...names.map((each) => ({ name: namesOf(listOf(each, 'names')).slice(-2).join('.'), line })));
    } else if (kind === 'CreateExtensionStmt') {
      for (const { fields: option } of listOf(fields, 'options'))
        if (textOf(option, 'defname') === 'schema')
          this.#extended.add(textOf(nodeOf(option['arg'])?.fields ?? {}, 'sval'));
    }
    const evaluated = EVALUATED[kind];
    if (evaluated === undefined) return;
    for (const part of evaluated) this.#called.push(...callsOf(withoutDefaults(fields[part]), line));
    if (kind === 'CreateTableAsStmt') this.#read.push(...readsOf(fields['query']));
  }

  #isOwn(name: string): boolean {
    return this.#routines.has(lastName(name));
  }

  /** Throws DUMP_STATEMENT_REFUSED, with the line of the function, or of what calls it. */
  check(): void {
    const waiting = [...this.#called, ...this.#named.filter(({ name }) => this.#isOwn(name))];
    const seenViews = new Set<string>();
    for (const names = [...this.#read]; names.length > 0; ) {
      const name = names.pop() ?? '';
      const view = this.#views.get(name);
      if (view === undefined || seenViews.has(name)) continue;
      seenViews.add(name);
      waiting.push(...view.calls);
      names.push(...view.reads);
    }
    const seen = new Set<Routine>();
    for (let call = waiting.pop(); call !== undefined; call = waiting.pop()) {
      this.#checkCall(call);
      for (const routine of this.#routines.get(lastName(call.name)) ?? []) {
        if (seen.has(routine)) continue;
        seen.add(routine);
        waiting.push(...routine.calls, ...this.#callsInBody(routine));
      }
    }
  }

  #checkCall({ name, line }: Call): void {
    const [schema, only] = name.includes('.') ? name.split('.', 2) : ['', name];
    const last = only ?? name;
    if (isRefusedFunction(last) || last === 'nextval')
      throw refuse(line, `a call of "${last}"`, 'it would run while the file is imported');
    if (!this.#extended.has(schema ?? '') && !this.#schemas.has(schema ?? ''))
      throw refuse(
        line,
        `a call of a function in the schema "${schema ?? ''}"`,
        'which the file does not have: it would run while the file is imported',
      );
  }

  /** Of the text of a function that would run. */
  #callsInBody({ line, isVolatile, language, body }: Routine): Call[] {
    const why = 'which would run while the file is imported';
    if (isVolatile) throw refuse(line, 'a VOLATILE function', why);
    if (body === '') return [];
    if (language !== 'sql' && language !== 'plpgsql')
      throw refuse(line, `a function in the language "${language}"`, why);
    const bare = withoutTexts(body);
    if (bare === undefined || /\b(?:execute|do|call|copy|listen|notify|load)\b/i.test(bare))
      throw refuse(line, 'a function that runs a text as a statement', why);
    const found: Call[] = [];
    for (const [, quoted] of bare.matchAll(
      /((?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*))?)\s*\(/gu,
    )) {
      const parts = [...(quoted ?? '').matchAll(/"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*)/gu)].map(
        ([, exact, plain]) => exact?.replaceAll('""', '"') ?? (plain ?? '').toLowerCase(),
      );
      found.push({ name: parts.slice(-2).join('.'), line });
    }
    return found;
  }
}

/** The body without its texts and comments; undefined where a quote is not closed. */
const withoutTexts = (body: string): string | undefined => {
  const bare = body.replaceAll(
    /--[^\n]*|\/\*(?:[^*/]|\*(?!\/)|\/(?!\*))*\*\/|(?<![\p{L}\p{N}_])e'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$([\p{L}_]*)\$.*?\$\1\$/gisu,
    ' ',
  );
  return /'|\/\*|\$\$/.test(bare) ? undefined : bare;
};

const callsOf = (tree: unknown, line: number): Call[] =>
  findAll(tree, 'FuncCall').map((each) => ({ name: namesOf(listOf(each, 'funcname')).slice(-2).join('.'), line }));

const readsOf = (tree: unknown): string[] => findAll(tree, 'RangeVar').map((each) => relationName(each).join('.'));

/** Of a function that is named with its arguments. */
const namedCall = (value: unknown, line: number): Call[] => {
  const names = namesOf(listOf((value ?? {}) as Fields, 'objname'));
  return names.length === 0 ? [] : [{ name: names.slice(-2).join('.'), line }];
};

/** A default is evaluated for rows that do not have the column: those of a file have it. */
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
