import { StevedoreError } from '../../contracts/errors.js';
import type { Reference, Resource, ResourceColumn } from '../../contracts/table-import/resource.js';
import { fileColumns, quoted, refuseUnknown } from '../records/file-columns.js';
import type { FileColumns } from '../records/file-columns.js';
import { findEncoding } from '../records/find-encoding.js';
import { fileFacts } from '../records/read-file.js';
import type { FileNames } from '../records/read-names.js';
import { readNames } from '../records/read-names.js';
import { mergeRule } from '../rules/merge-rule.js';
import { besideColumns, isFilledLater, relatedColumns, separatorsOf } from './related-columns.js';
import type { TableFacts, UniqueKey } from '../target/table-facts.js';
import type { TableTarget } from '../target/table-target.js';
import type { FileImport } from './file-import.js';
import type { PlannedFile } from './planned-file.js';

/** What a plan may do to the table. */
export interface PlanOptions {
  /** Where it is known already, the file is not read for it. */
  readonly encoding?: string;
  /** Whether the table, or a column of it, may be made. @default true */
  readonly mayMake?: boolean;
}

/**
 * Compares a file with its table before anything is written. Makes the table, or its new columns, where the resource
 * says so. Throws TEXT_ENCODING_INVALID, FILE_EMPTY, FILE_HEADER_INVALID, COLUMN_MISSING, TABLE_UNKNOWN,
 * TABLE_UNSUITABLE, FILE_MISSING and FILE_CHANGED.
 */
export const planFile = async (
  target: TableTarget,
  file: FileImport,
  options: PlanOptions = {},
): Promise<PlannedFile> => {
  const { format, path, signal } = file;
  const { bytes: totalBytes } = await fileFacts(path);
  const encoding = options.encoding ?? (await findEncoding(path, format.encoding, signal));
  const named = await readNames(path, format, encoding, signal);
  const table = await tableOf(target, file, named, options);
  const { facts, columns } = await withNewColumns(target, file, named, table, options);
  return { encoding, totalBytes, header: named.header, ...columnsOf(file, facts, columns) };
};

const nameOf = ({ schema, resource }: FileImport) => ({ schema, table: resource.table });

const tableOf = async (
  target: TableTarget,
  file: FileImport,
  { names, yielding }: FileNames,
  { mayMake = true }: PlanOptions,
): Promise<TableFacts> => {
  const { resource, format } = file;
  const { table, key = [] } = resource;
  const there = await target.describe(nameOf(file));
  if (there !== undefined) {
    if (there.unsuitable === undefined) return there;
    throw new StevedoreError('TABLE_UNSUITABLE', `Cannot import into "${table}": ${there.unsuitable}`);
  }
  const unknown = (advice: string) =>
    new StevedoreError('TABLE_UNKNOWN', `Cannot import into "${table}": there is no such table; ${advice}`);
  if (!resource.createTable) throw unknown('create it, or set create_table');
  if (!mayMake) throw unknown('a dry run does not create it');
  if (names === undefined) throw unknown('it cannot be created after a file without a header');
  const { targets, unknown: columns } = fileColumns(names, format.mapping, new Set(), yielding);
  const lacking = key.filter((column) => !columns.includes(column));
  if (key.length === 0) throw unknown('to create it, name its key');
  if (lacking.length > 0 || columns.length === 0) throw keyMissing(table, lacking);
  if (targets.length > MOST_COLUMNS)
    throw unknown(`the file has ${targets.length} columns, more than a table can have`);
  await target.create(nameOf(file), columns, key);
  const made = await target.describe(nameOf(file));
  if (made === undefined) throw unknown('it was dropped as soon as it was created');
  return made;
};

/** PostgreSQL's limit; MySQL's is lower or higher, by the width of the columns. */
const MOST_COLUMNS = 1_600;

const withNewColumns = async (
  target: TableTarget,
  file: FileImport,
  named: FileNames,
  facts: TableFacts,
  { mayMake = true }: PlanOptions,
): Promise<{ readonly facts: TableFacts; readonly columns: FileColumns }> => {
  const { resource, format } = file;
  const columns = match(resource, named, facts, format.mapping);
  if (columns.unknown.length === 0 || resource.onNewColumns === 'ignore') return { facts, columns };
  refuseUnknown(columns.unknown, resource);
  if (!mayMake || resource.columns !== undefined) return { facts, columns };
  await target.addColumns(nameOf(file), columns.unknown);
  const grown = (await target.describe(nameOf(file))) ?? facts;
  return { facts: grown, columns: match(resource, named, grown, format.mapping) };
};

const match = (
  { columns, relations, presence }: Resource,
  { names, yielding }: FileNames,
  facts: TableFacts,
  mapping: Readonly<Record<string, string>>,
): FileColumns => {
  // An export has them, and the server makes the same values again.
  const computed = facts.columns.filter(({ generated }) => generated === 'always').map(({ name }) => name);
  // What a file cannot say, because the server, the resource or the run says it.
  const said = [
    ...computed,
    ...(columns ?? []).filter(({ value }) => value !== undefined).map(({ name }) => name),
    ...(presence === undefined ? [] : [presence.seenAt, presence.available]),
  ];
  const given = facts.columns.map(({ name }) => name).filter((name) => !said.includes(name));
  const known = columns === undefined ? given : given.filter((name) => columns.some((one) => one.name === name));
  return fileColumns(
    names ?? known,
    names === undefined ? {} : mapping,
    new Set([...known, ...besideColumns(relations).map(({ name }) => name)]),
    new Set([...computed, ...(yielding ?? [])]),
  );
};

type Columns = Pick<PlannedFile, 'targets' | 'rules' | 'defaults' | 'emptyAsNull' | 'lists' | 'write'>;

const columnsOf = ({ resource, schema }: FileImport, facts: TableFacts, { targets }: FileColumns): Columns => {
  const { table, columns: declared = [], emptyAsNull, relations } = resource;
  const inFile = targets.filter((name) => name !== undefined);
  const constants = declared.filter((column) => standing(column) !== undefined && !inFile.includes(column.name));
  const related = relatedColumns(relations, [...inFile, ...constants.map(({ name }) => name)]);
  const madeKey = facts.columns.filter(({ name, generated }) => generated === 'always' && resource.key?.includes(name));
  const names = [...inFile, ...constants.map(({ name }) => name), ...related, ...madeKey.map(({ name }) => name)];
  const factsOf = new Map([...facts.columns, ...besideColumns(relations)].map((column) => [column.name, column]));
  const absent = declared.filter(({ name }) => !factsOf.has(name)).map(({ name }) => name);
  if (absent.length > 0) {
    throw new StevedoreError(
      'TABLE_UNSUITABLE',
      `Cannot import into "${table}": it has no column ${quoted(absent)}, which the resource declares`,
    );
  }
  const columns = names.map((name) => factsOf.get(name)).filter((column) => column !== undefined);
  const key = keyOf(resource, facts, names);
  refuseMissing(resource, facts, names);
  const uniques: UniqueKey[] = [
    ...facts.uniques,
    ...resource.unique.map((unique) => ({ name: unique.join('_'), columns: unique })),
  ].filter(({ columns: unique }) => !isSame(unique, key) && unique.every((name) => names.includes(name)));
  const references = distinct([...facts.references, ...resource.references], schema).filter(({ columns: own }) =>
    own.every((name) => names.includes(name)),
  );
  const { onExisting, onConflict, duplicates, rebuild, maxShrinkPercent, presence } = resource;
  refuseUncomparable(resource, names);
  return {
    targets,
    emptyAsNull,
    ...(relations !== undefined && { lists: separatorsOf(relations, names) }),
    rules: columns.map(({ name, rule }) => {
      const merged = mergeRule(
        rule,
        declared.find((one) => one.name === name),
      );
      const isLater = isFilledLater(relations, name) || madeKey.some((column) => column.name === name);
      return isLater ? { ...merged, required: false } : merged;
    }),
    defaults: names.map((name) => standing(declared.find((one) => one.name === name))),
    write: {
      name: { schema, table },
      columns,
      key,
      uniques: uniques.filter(
        ({ columns: unique }, at) => uniques.findIndex((one) => isSame(one.columns, unique)) === at,
      ),
      references,
      onExisting,
      duplicates,
      rebuild,
      ...(onConflict !== undefined && { onConflict }),
      ...(maxShrinkPercent !== undefined && { maxShrinkPercent }),
      ...(presence !== undefined && { presence }),
      ...(relations !== undefined && { relations }),
    },
  };
};

/** What a column has where the file says nothing. */
const standing = (column: ResourceColumn | undefined): string | undefined => column?.value ?? column?.default;

const refuseUncomparable = ({ table, onConflict }: Resource, names: readonly string[]): void => {
  if (typeof onConflict !== 'object' || names.includes(onConflict.newer)) return;
  throw new StevedoreError(
    'COLUMN_MISSING',
    `Cannot import into "${table}": the file has no column ${quoted([onConflict.newer])}, which says whether a record is newer than its row; mend the mapping or the file`,
  );
};

/** What is declared may be the table's own. */
const distinct = (references: readonly Reference[], standard: string): Reference[] => {
  const mark = ({ schema = standard, table, columns, foreignColumns }: Reference): string =>
    JSON.stringify([schema, table, columns, foreignColumns]);
  return [...new Map(references.map((one) => [mark(one), one])).values()];
};

const isSame = (one: readonly string[], two: readonly string[]): boolean =>
  one.length === two.length && one.every((name) => two.includes(name));

const keyOf = (resource: Resource, facts: TableFacts, names: readonly string[]): readonly string[] => {
  const { table } = resource;
  const key = resource.key ?? facts.primaryKey;
  const lacking = key.filter((name) => !names.includes(name));
  if (lacking.length > 0) {
    // Numbers that the server gives: each record is a new row.
    const made = lacking.every((name) => facts.columns.some((one) => one.name === name && one.hasDefault));
    if (resource.key === undefined && made) return [];
    throw keyMissing(table, lacking);
  }
  const isKept = isSame(key, facts.primaryKey) || facts.uniques.some(({ columns }) => isSame(columns, key));
  if (key.length === 0 || isKept) return key;
  throw new StevedoreError(
    'TABLE_UNSUITABLE',
    `Cannot import into "${table}": it has no unique index over ${quoted(key)}, which is the key; create one`,
  );
};

const keyMissing = (table: string, columns: readonly string[]): StevedoreError =>
  new StevedoreError(
    'COLUMN_MISSING',
    `Cannot import into "${table}": the file has no column ${quoted(columns)}, which the key needs; mend the mapping or the file`,
  );

const refuseMissing = ({ table }: Resource, facts: TableFacts, names: readonly string[]): void => {
  const lacking = facts.columns
    .filter(({ rule, hasDefault, generated }) => rule.required === true && !hasDefault && generated === 'never')
    .map(({ name }) => name)
    .filter((name) => !names.includes(name));
  if (lacking.length === 0) return;
  throw new StevedoreError(
    'COLUMN_MISSING',
    `Cannot import into "${table}": the file has no column ${quoted(lacking)}, which must not be NULL and has no default; mend the mapping or the file`,
  );
};
