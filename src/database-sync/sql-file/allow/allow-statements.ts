import type { ParsedStatement } from '../../../formats/postgres-dump/parse-statement.js';
import type { OwnersCode, SequenceValue } from '../../source/sync-source.js';
import type { Target } from './allow-names.js';
import type { Section } from './statement-kinds.js';
import type { StevedoreError } from '../../../contracts/errors.js';
import { parseStatement } from '../../../formats/postgres-dump/parse-statement.js';
import { refuse } from '../../../formats/postgres-dump/scan-errors.js';
import { findAll, listOf, namesOf, textOf } from '../../../formats/postgres-dump/tree.js';
import { isGenerationSchema } from '../../generation-names.js';
import { isAboutLargeObject, isDatabaseWide, isForPublish } from '../../stage/database-wide.js';
import { ActingRole } from './acting-role.js';
import { CodeAtLoad } from './code-at-load.js';
import { CodeOfOwners } from './code-of-owners.js';
import { ReadsOfOwners } from './reads-of-owners.js';
import { isRefusedFunction } from './refused-functions.js';
import { selectForm } from './select-forms.js';
import { STATEMENT_RULES } from './statement-kinds.js';

export interface AllowedStatement extends ParsedStatement {
  readonly section: Exclude<Section, 'select'> | 'largeObject';
  /** Of a `setval`, which is `ignored` itself. */
  readonly sequence?: SequenceValue;
  /** The object that a `lo_create` makes. */
  readonly largeObject?: string;
  /** Of a GRANT or REVOKE: who has to be its grantor, where that is not whoever loads the file. */
  readonly grantor?: string;
}

/**
 * Judges the statements of a file, one after the other, before any of them is run.
 *
 * 1. Only kinds of statements that are known are allowed; each is parsed by PostgreSQL's own parser, and is one alone.
 * 2. A statement creates and changes only what stands in schemas that the file has: those that it creates, those in
 *    which it creates tables, and `public`. No file has a schema of the server or of this program.
 * 3. What runs with the rights of an owner reaches for nothing but the file's own: views, rules, and, where the owner
 *    has power over the server, SECURITY DEFINER functions.
 * 4. Another role than the loader gives and takes privileges, and does nothing else (see `ActingRole`).
 * 5. No definition calls a function that reaches beyond the database, and `finish` judges what runs while the file is
 *    loaded (see `CodeAtLoad`).
 *
 * All throw DUMP_STATEMENT_REFUSED or DUMP_SYNTAX, with the line.
 */
export class AllowStatements {
  readonly #schemas = new Set(['public']);
  readonly #created = new Set<string>();
  readonly #publications = new Set<string>();
  readonly #largeObjects = new Set<string>();
  readonly #acting = new ActingRole();
  #hasBegun = false;
  readonly #code = new CodeAtLoad(this.#created);
  readonly #readings = new ReadsOfOwners();
  readonly #ofOwners = new CodeOfOwners();

  /** Those that the file has, in the order in which they came. */
  get schemas(): readonly string[] {
    return [...this.#created];
  }

  /** Undefined for nothing but comments. */
  allow(text: string, line: number): AllowedStatement | undefined {
    const parsed = parseStatement(text, line);
    if (parsed === undefined) return undefined;
    if (this.#acting.take(parsed)) return { ...parsed, section: 'ignored' };
    const { kind, fields } = parsed;
    const grantor = this.#acting.name;
    if (grantor !== undefined && kind !== 'GrantStmt') throw this.#asAnother(nameOfKind(kind), line);
    if (this.#isRemoval(parsed)) return { ...parsed, section: 'ignored' };
    const rule = STATEMENT_RULES[kind];
    if (rule === undefined) throw refuse(line, nameOfKind(kind), 'a file may not have it');
    const why = rule.refused?.(fields);
    if (why !== undefined) throw refuse(line, rule.what, why);
    const section = typeof rule.section === 'function' ? rule.section(fields) : rule.section;
    if (section === 'select') return this.#select(parsed, line);
    if (section === 'schema') this.#addSchema(textOf(fields, 'schemaname'), line);
    if (kind === 'CreateStmt')
      this.#addSchema(textOf((fields['relation'] ?? {}) as never, 'schemaname'), line, rule.what);
    const targets = rule.targets === undefined ? [] : rule.targets(fields);
    if (targets === undefined) throw refuse(line, rule.what, 'what it is about is no part of a schema');
    if (kind === 'GrantStmt' && targets.some(isOfServer)) return { ...parsed, section: 'ignored' };
    for (const target of targets) this.#check(target, rule.what, line);
    if (!isToldByText(parsed, targets, text))
      throw refuse(line, rule.what, 'it is not written as pg_dump writes it: in capitals, with single spaces');
    if (kind === 'CreatePublicationStmt') this.#publications.add(textOf(fields, 'pubname'));
    for (const call of findAll(fields, 'FuncCall')) {
      const name = namesOf(listOf(call, 'funcname')).slice(-1)[0] ?? '';
      if (kind !== 'CreateFunctionStmt' && isRefusedFunction(name))
        throw refuse(line, `a call of "${name}"`, 'a definition in a file may not reach beyond its tables');
    }
    this.#code.add(parsed, line, text);
    this.#readings.add(parsed, line);
    if (kind === 'CreateFunctionStmt') this.#ofOwners.add(fields, line, text);
    this.#hasBegun ||= kind.startsWith('Create') && kind !== 'CreatedbStmt';
    return { ...parsed, section, ...(grantor !== undefined && { grantor }) };
  }

  /** Whether a table's rows may come from the file; its name as a statement has it. */
  checkRows(name: readonly string[], what: string, line: number): void {
    if (this.#acting.name !== undefined) throw this.#asAnother(what, line);
    this.#check({ name }, what, line);
  }

  /**
   * After the last statement: the last names of all functions that run while the file is loaded, and functions that
   * only an owner without power over the server may have.
   */
  finish(): { readonly runs: readonly string[]; readonly ofOwners: readonly OwnersCode[] } {
    // Of a file that has nothing in `public`, that schema is the live one.
    this.#readings.check(this.#created);
    return { runs: this.#code.check(), ofOwners: this.#ofOwners.judge(this.#created) };
  }

  /** What `pg_dump --clean` writes before anything else: there is nothing to remove, so it is not run. */
  #isRemoval({ kind, fields }: ParsedStatement): boolean {
    if (this.#hasBegun) return false;
    if (kind === 'DropStmt' || kind === 'DropdbStmt') return true;
    if (kind === 'AlterTableStmt')
      return listOf(fields, 'cmds').every(
        ({ fields: each }) => REMOVALS.has(textOf(each, 'subtype')) && each['def'] === undefined,
      );
    const calls = findAll(fields, 'FuncCall').map((each) => namesOf(listOf(each, 'funcname')).slice(-1)[0]);
    return kind === 'SelectStmt' && calls.length > 0 && calls.every((each) => each === 'lo_unlink');
  }

  #select(parsed: ParsedStatement, line: number): AllowedStatement {
    const form = selectForm(parsed.fields);
    if (form === undefined)
      throw refuse(line, 'SELECT', 'only those that set sequences and fill large objects are read');
    if (form.form === 'ignored') return { ...parsed, section: form.form };
    if (form.form === 'largeObject') {
      const [oid = ''] = form.args;
      if (form.name === 'lo_create') {
        if (!/^[1-9]\d{0,9}$/.test(oid)) throw refuse(line, 'lo_create', 'because its argument is not a number');
        this.#largeObjects.add(oid);
        return { ...parsed, section: form.form, largeObject: oid };
      }
      if (form.name === 'lo_open') this.#check({ largeObject: oid }, 'lo_open', line);
      return { ...parsed, section: form.form };
    }
    this.#check({ name: [form.value.schema, form.value.name] }, 'setval', line);
    return { ...parsed, section: 'ignored', sequence: form.value };
  }

  #asAnother(what: string, line: number): StevedoreError {
    const why = 'it stands behind SET ROLE or SET SESSION AUTHORIZATION, where only GRANT and REVOKE are read';
    return refuse(line, what, `${why} (pg_dump writes it so with --use-set-session-authorization)`);
  }

  #addSchema(name: string, line: number, what = 'CREATE SCHEMA'): void {
    if (name === '') throw refuse(line, what, 'it names no schema; export with pg_dump 14 or newer, which names one');
    if (/^pg_/.test(name) || name === 'information_schema' || isGenerationSchema(name))
      throw refuse(line, what, `the schema "${name}" belongs to the server or to Stevedore`);
    this.#schemas.add(name);
    this.#created.add(name);
  }

  #check(target: Target, what: string, line: number): void {
    if ('publication' in target || 'largeObject' in target) {
      const isOwn =
        'publication' in target
          ? this.#publications.has(target.publication)
          : this.#largeObjects.has(target.largeObject);
      if (!isOwn) throw refuse(line, what, 'it is about something that the file does not create');
      return;
    }
    const schema = 'schema' in target ? target.schema : target.name.length === 2 ? target.name[0] : undefined;
    if (schema === undefined) throw refuse(line, what, 'it names no schema, or more than that');
    if (!this.#schemas.has(schema))
      throw refuse(line, what, `it is about the schema "${schema}", which the file does not create`);
    if (schema === 'public') this.#created.add(schema);
  }
}

/** `AlterSystemStmt` is `ALTER SYSTEM`. */
const nameOfKind = (kind: string): string =>
  kind
    .replace(/Stmt$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();

const REMOVALS: ReadonlySet<string> = new Set([
  'AT_DropConstraint',
  'AT_ColumnDefault',
  'AT_DropNotNull',
  'AT_DropIdentity',
]);

/**
 * What stands in no schema is run apart from the rest, and is known by its text then: it must be written so that it is.
 */
const isToldByText = ({ kind, fields }: ParsedStatement, targets: readonly Target[], text: string): boolean => {
  if (kind.endsWith('PublicationStmt') || targets.some((each) => 'publication' in each)) return isForPublish(text);
  if (targets.some((each) => 'largeObject' in each)) return isDatabaseWide(text) && isAboutLargeObject(text);
  const isOfCast = kind === 'CreateCastStmt' || textOf(fields, 'objtype') === 'OBJECT_CAST';
  return !isOfCast || isDatabaseWide(text);
};

/** What the server itself has stays as it is. */
const isOfServer = (target: Target): boolean => {
  const schema = 'schema' in target ? target.schema : 'name' in target ? target.name[0] : undefined;
  return schema === 'pg_catalog' || schema === 'information_schema';
};
