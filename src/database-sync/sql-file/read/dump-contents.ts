import { isUtf8 } from 'node:buffer';
import type { Fields, ParsedStatement } from '../../../formats/postgres-dump/parse-statement.js';
import type { Segment } from '../../../formats/postgres-dump/segment.js';
import type { Ddl } from '../../ddl/write-ddl.js';
import type { SequenceValue, SourceRoles } from '../../source/sync-source.js';
import type { AllowedStatement } from '../allow/allow-statements.js';
import { quoteName, quoteText } from '../../../connectors/postgres/quote-name.js';
import { readInsertHead } from '../../../formats/postgres-dump/insert-statement.js';
import { parseStatement } from '../../../formats/postgres-dump/parse-statement.js';
import { notSql, refuse, tooLarge, tooManyDefinitions } from '../../../formats/postgres-dump/scan-errors.js';
import { findAll, listOf, namesOf, nodeOf, partOf, textOf } from '../../../formats/postgres-dump/tree.js';
import { grantedBy } from '../../ddl/attached/granted-by.js';
import { refreshStatement } from '../../ddl/relations/write-views.js';
import { relationName } from '../allow/allow-names.js';
import { AllowStatements } from '../allow/allow-statements.js';
import { checkColumns, DeclaredTables } from './declared-tables.js';
import { PassedOver } from './passed-over.js';

/** Rows of a table in the file, without the last line of a COPY; or whole statements. */
export interface RowRange {
  readonly as: 'copy' | 'inserts';
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

export interface TableRanges {
  readonly name: readonly string[];
  /** Undefined where the statements have no list. */
  readonly columns: readonly string[] | undefined;
  readonly ranges: RowRange[];
}

/** All statements that are kept, as text, and the places of rows. */
const MOST_TEXT = 256 * 1024 * 1024;

/** What one statement may have that is no INSERT; its tree takes some hundred times as much memory. */
const MOST_STATEMENT = 640 * 1024;

/** What the place of some rows takes, or a large object. */
const PLACE_BYTES = 200;

/** Statements so close to each other are read as one range, whatever stands between them. */
const NEAR = 512;

/** Statements that a table's rows may need wherever they stand in the file. */
const ALWAYS_BEFORE: ReadonlySet<string> = new Set([
  'CreateStmt',
  'CreateSeqStmt',
  'CreateEnumStmt',
  'CompositeTypeStmt',
  'CreateExtensionStmt',
]);

/** Properties of a table and its columns that need nothing else, wherever they stand. */
const OF_TABLE = /^AT_(?:Set(?:RelOptions|Options|Statistics|Storage|Compression|Logged|UnLogged)|ReplicaIdentity)$/;

/**
 * Takes the statements of a file in their order, judges each (see `AllowStatements`), and keeps what a source of a sync
 * has: definitions by section, where the rows of each table are, the values of sequences. Nothing is run.
 */
export class DumpContents {
  readonly declared = new DeclaredTables();
  readonly tables = new Map<string, TableRanges>();
  readonly sequences = new Map<string, SequenceValue>();
  /** What stands behind rows, or what needs them, and may need them or be needed before: it is in both sections. */
  readonly behindRows = new Set<string>();
  /** Those that the file creates, and the statements that fill them. */
  readonly largeObjects: string[] = [];
  readonly largeObjectRanges: RowRange[] = [];
  /** What it says of extensions, by their names. */
  readonly extensionComments = new Map<string, string>();
  readonly passedOver = new PassedOver();
  readonly #allow = new AllowStatements();
  readonly #sections = { pre: [] as string[], data: [] as string[], post: [] as string[], grants: [] as string[] };
  /** What hinders whoever loads the rows, wherever it stands. */
  readonly #hindering: string[] = [];
  readonly #refresh: string[] = [];
  readonly #owners = new Set<string>();
  readonly #others = new Set<string>();
  #text = 0;
  #hasRows = false;
  #database: string | undefined;
  /** Of the COPY whose rows come next. */
  #open: TableRanges | undefined;

  get schemas(): readonly string[] {
    return this.#allow.schemas;
  }

  get roles(): SourceRoles {
    return { owners: [...this.#owners].sort(), others: [...this.#others].sort() };
  }

  get ddl(): Ddl {
    const schemas = this.schemas.map((name) => `CREATE SCHEMA IF NOT EXISTS ${quoteName(name)}`);
    const { pre, data, post, grants } = this.#sections;
    return {
      pre: [...schemas, ...pre],
      data,
      post: [...post, ...this.#hindering],
      grants,
      refresh: this.#refresh,
      unwritten: [],
    };
  }

  /** Whether rows follow a COPY, for the scanner; refuses every other COPY. */
  readonly takesRows = (bytes: Buffer, line: number): boolean => {
    const { name, columns } = readCopy(textIn(bytes, line), line);
    this.#allow.checkRows(name, 'COPY', line);
    this.#open = this.#rangesOf(name, columns, line);
    return true;
  };

  add(segment: Segment): void {
    const { line, at, end } = segment;
    if (segment.kind === 'rows') {
      this.#hold(line, PLACE_BYTES);
      this.#open?.ranges.push({ as: 'copy', start: at, end, line });
      this.#hasRows = true;
    } else if (segment.kind === 'connect') {
      if (segment.database !== this.#database)
        throw refuse(
          line,
          String.raw`a "\connect" to another database`,
          'a file is imported into the database that the import names',
        );
    } else if (/^insert\b/i.test(segment.bytes.toString('latin1', 0, 7))) {
      this.#addInsert(segment.bytes, { as: 'inserts', start: at, end, line });
    } else if (!/^copy\b/i.test(segment.bytes.toString('latin1', 0, 5))) {
      this.#addStatement(textIn(segment.bytes, line).trimEnd(), { as: 'inserts', start: at, end, line });
    }
  }

  /** After the last statement: see `AllowStatements`. */
  finish(): ReturnType<AllowStatements['finish']> {
    return this.#allow.finish();
  }

  #addInsert(bytes: Buffer, range: RowRange): void {
    const { table, columns } = readInsertHead(bytes.toString('latin1', 0, 256 * 1024), range.line);
    this.#allow.checkRows(table, 'INSERT', range.line);
    const { ranges } = this.#rangesOf(table, columns, range.line);
    const last = ranges[ranges.length - 1];
    // What stands between two INSERTs of a table is blank, or another table's.
    if (last?.as === 'inserts' && this.#last === last)
      ranges[ranges.length - 1] = this.#last = { ...last, end: range.end };
    else {
      this.#hold(range.line, PLACE_BYTES);
      ranges.push((this.#last = range));
    }
    this.#hasRows = true;
  }

  #last: RowRange | undefined;

  #rangesOf(name: readonly string[], columns: readonly string[] | undefined, line: number): TableRanges {
    const declared = this.declared.find(name);
    if (declared === undefined)
      throw refuse(line, 'the rows of a table', 'which the file does not create; export it with its definitions');
    checkColumns(declared, columns ?? declared.columns.map((each) => each.name), line);
    const key = JSON.stringify(name);
    const found = this.tables.get(key) ?? { name, columns, ranges: [] };
    if (JSON.stringify(found.columns) !== JSON.stringify(columns))
      throw refuse(line, 'the rows of a table', 'whose columns were listed otherwise before');
    this.tables.set(key, found);
    return found;
  }

  #addStatement(text: string, range: RowRange): void {
    const { line } = range;
    this.#last = undefined;
    const allowed = this.#allow.allow(text, line);
    if (allowed === undefined) return;
    const { kind, fields, section, sequence } = allowed;
    if (section === 'largeObject') {
      this.#addLargeObject(allowed.largeObject, range);
      return;
    }
    this.#hold(line, text.length);
    if (kind === 'CreateStmt') this.declared.addTable(fields, line);
    else if (kind === 'CompositeTypeStmt') this.declared.addType(fields);
    else if (kind === 'CreatedbStmt') this.#database = textOf(fields, 'dbname');
    if (sequence !== undefined) this.sequences.set(JSON.stringify([sequence.schema, sequence.name]), sequence);
    this.#addRoles(allowed);
    if (section === 'refresh') {
      const [schema = '', name = ''] = relationName(partOf(fields, 'relation'));
      this.#refresh.push(refreshStatement({ schema, name }));
    } else if (section === 'hindering') this.#hindering.push(text);
    else if (section === 'pre' && this.#isBehindRows(kind, fields)) {
      this.behindRows.add(text);
      this.#sections.pre.push(text);
      this.#sections.post.push(text);
    } else if (section === 'ignored') this.passedOver.add(kind, line);
    else if (kind === 'CommentStmt' && textOf(fields, 'objtype') === 'OBJECT_EXTENSION') {
      this.#sections.grants.push(this.#ofExtension(fields));
    } else if (section !== 'schema') {
      const { grantor } = allowed;
      this.#sections[section].push(...(grantor === undefined ? [text] : grantedBy(grantor, text)));
    }
  }

  /** In words that tell what it is about. */
  #ofExtension(fields: Fields): string {
    const name = textOf(nodeOf(fields['object'])?.fields ?? {}, 'sval');
    const comment = textOf(fields, 'comment');
    this.extensionComments.set(name, comment);
    return `COMMENT ON EXTENSION ${quoteName(name)} IS ${quoteText(comment).trimStart()}`;
  }

  /** Counts what is kept of the file. */
  #hold(line: number, bytes: number): void {
    this.#text += bytes;
    if (this.#text > MOST_TEXT) throw tooManyDefinitions(line, MOST_TEXT);
  }

  #addLargeObject(created: string | undefined, range: RowRange): void {
    if (created !== undefined) {
      this.#hold(range.line, PLACE_BYTES);
      this.largeObjects.push(created);
      this.#sections.data.push(`SELECT pg_catalog.lo_create('${created}')`);
      return;
    }
    const last = this.largeObjectRanges.pop();
    const follows = last !== undefined && range.start - last.end < NEAR;
    if (last !== undefined && !follows) this.largeObjectRanges.push(last);
    if (!follows) this.#hold(range.line, PLACE_BYTES);
    this.largeObjectRanges.push(follows ? { ...last, end: range.end } : range);
  }

  /** It may need them, or what needs them; a table never does. */
  #isBehindRows(kind: string, fields: Fields): boolean {
    if (ALWAYS_BEFORE.has(kind) || this.#isOfTableAlone(kind, fields)) return false;
    return this.#hasRows || this.#sections.post.length > 0;
  }

  #isOfTableAlone(kind: string, fields: Fields): boolean {
    if (kind !== 'AlterTableStmt' || this.declared.find(relationName(partOf(fields, 'relation'))) === undefined)
      return false;
    return listOf(fields, 'cmds').every((each) => OF_TABLE.test(textOf(each.fields, 'subtype')));
  }

  #addRoles({ kind, fields, grantor }: AllowedStatement): void {
    if (grantor !== undefined) this.#others.add(grantor);
    const owner = findAll(fields, 'newowner').map((each) => textOf(each, 'rolename'));
    for (const name of owner) if (name !== '') this.#owners.add(name);
    const isAboutRoles = ['GrantStmt', 'AlterDefaultPrivilegesStmt', 'CreatePolicyStmt'].includes(kind);
    for (const each of isAboutRoles ? findAll(fields, 'RoleSpec') : []) {
      const name = textOf(each, 'rolename');
      if (name !== '') this.#others.add(name);
    }
  }
}

/** A statement to be parsed. Throws DUMP_STATEMENT_TOO_LARGE, and DUMP_SYNTAX for bytes that are not UTF-8. */
const textIn = (bytes: Buffer, line: number): string => {
  if (bytes.length > MOST_STATEMENT) throw tooLarge(line, MOST_STATEMENT);
  if (!isUtf8(bytes))
    throw notSql(line, 'because it is not in UTF-8; export the database again with pg_dump --encoding=UTF8');
  return bytes.toString('utf8');
};

/** The table and columns of a COPY … FROM STDIN in text format; refuses every other. */
const readCopy = (text: string, line: number): { readonly name: string[]; readonly columns: string[] | undefined } => {
  const { kind, fields }: ParsedStatement = parseStatement(text, line) ?? { kind: '', fields: {} };
  if (kind !== 'CopyStmt' || fields['is_from'] !== true)
    throw refuse(line, 'COPY TO', 'a file only has rows, it takes none');
  if (fields['is_program'] === true) throw refuse(line, 'COPY FROM PROGRAM', 'it would run a program of the server');
  if (textOf(fields, 'filename') !== '') throw refuse(line, 'COPY FROM a file', 'it would read a file of the server');
  if (listOf(fields, 'options').length > 0 || fields['whereClause'] !== undefined)
    throw refuse(line, 'COPY with options', 'only the text format is read, as pg_dump writes it');
  const columns = listOf(fields, 'attlist');
  return {
    name: relationName(partOf(fields, 'relation')),
    columns: columns.length === 0 ? undefined : namesOf(columns),
  };
};
