import type { PostgresConnection } from '../../../../connectors/postgres/open-connection.js';
import { quoteName, quoteQualified } from '../../../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../../../contracts/errors.js';
import type { UniqueKey } from '../../table-facts.js';
import type { WritePlan } from '../../table-target.js';
import type { CatalogColumn } from '../../../../connectors/postgres/read-columns.js';
import { readColumns } from '../../../../connectors/postgres/read-columns.js';
import { readKeys, readTable } from './read-table.js';

/** A column of the lines, and what stands for it in SQL. In statements the staging is `s` and the table `t`. */
export interface ShapeColumn {
  readonly name: string;
  /** Quoted. */
  readonly column: string;
  /** In the staging, where the name `line` is taken. */
  readonly staged: string;
  /** Of the staged column: that of the table, or text where the table's type could refuse a value. */
  readonly stagedType: string;
  /** GENERATED ALWAYS AS IDENTITY: a value is taken for a new row only, and only by an INSERT that says so. */
  readonly isIdentity?: boolean;
  /** The text of a line as one that can be cast. */
  readonly read: (text: string) => string;
  /** The type to cast to; undefined where the column is staged as what it is. */
  readonly cast?: string;
  /** The staged value as the table has it. */
  readonly value: string;
  /** What is inserted: the value, or the default where a value must stand. */
  readonly inserted: string;
  /** Of a key that the server generates: what it is made of in the staging. */
  readonly generated?: string;
  /** NOT NULL, without a default. */
  readonly mustStand: boolean;
  /** Two values of the type, as they are told apart. */
  readonly differ: (one: string, two: string) => string;
}

/** A table as the statements of one writer need it. */
export interface TableShape {
  readonly id: number;
  /** Quoted, with its schema. */
  readonly table: string;
  /** What is inserted. */
  readonly columns: readonly ShapeColumn[];
  /** What the lines have, in their order: the columns, and what is beside them. */
  readonly lines: readonly ShapeColumn[];
  readonly key: readonly ShapeColumn[];
  /** Those that are no part of the key. */
  readonly others: readonly ShapeColumn[];
  /** With the primary key, where it is not the key. */
  readonly uniques: readonly UniqueKey[];
  readonly isPartitioned: boolean;
  readonly hasTriggersBefore: boolean;
  readonly columnOf: (name: string) => ShapeColumn;
}

/** Reads what the writer of a plan has to know. Throws TABLE_UNKNOWN, COLUMN_MISSING. */
export const readShape = async (connection: PostgresConnection, plan: WritePlan): Promise<TableShape> => {
  const { schema, table: name } = plan.name;
  const table = await readTable(connection, plan.name);
  if (table === undefined) throw new StevedoreError('TABLE_UNKNOWN', `Cannot import into "${name}": it is not there`);
  const catalog = new Map((await readColumns(connection, table.id)).map((column) => [column.name, column]));
  const typed = plan.columns.map((column, at) => {
    if (column.isBeside === true) return besideColumn(column.name, `c${at + 1}`);
    const found = catalog.get(column.name);
    if (found !== undefined) return shapeColumn(found, `c${at + 1}`, column.exact);
    throw new StevedoreError('COLUMN_MISSING', `Cannot import into "${name}": it has no column "${column.name}"`);
  });
  const lines = typed.map((column, at) => {
    const isOfTable = plan.columns[at]?.isBeside !== true;
    const generation = isOfTable ? catalog.get(column.name)?.generation : undefined;
    return typeof generation === 'string' ? { ...column, generated: generatedBy(generation, catalog, typed) } : column;
  });
  const columns = lines.filter((column, at) => plan.columns[at]?.isBeside !== true && !('generated' in column));
  const columnOf = (wanted: string): ShapeColumn => {
    const found = lines.find((column) => column.name === wanted);
    if (found === undefined) throw new TypeError(`The lines have no column ${wanted}`);
    return found;
  };
  const primary = (await readKeys(connection, table.id)).find(({ isPrimary }) => isPrimary);
  return {
    id: table.id,
    table: quoteQualified(schema, name),
    columns,
    lines,
    key: plan.key.map(columnOf),
    others: columns.filter(({ name: one, isIdentity }) => !plan.key.includes(one) && isIdentity !== true),
    uniques: [...plan.uniques, ...(primary !== undefined && isBeside(plan, primary) ? [primary] : [])],
    isPartitioned: table.kind === 'p',
    hasTriggersBefore: table.hasTriggersBefore,
    columnOf,
  };
};

/** The expression over the staged values, by their names in the table; a column that the lines lack has its default. */
const generatedBy = (
  generation: string,
  catalog: ReadonlyMap<string, CatalogColumn>,
  lines: readonly ShapeColumn[],
): string => {
  const values = [...catalog.values()]
    .filter(({ isGenerated }) => !isGenerated)
    .map(({ name, sqlType, defaultExpression }) => {
      const value = lines.find((column) => column.name === name)?.value ?? defaultExpression ?? 'null';
      return `(${value})::${sqlType} as ${quoteName(name)}`;
    });
  return `(select ${generation} from (select ${values.join(', ')}) as given)`;
};

const isBeside = ({ key, uniques, columns }: WritePlan, primary: UniqueKey): boolean =>
  primary.columns.every((name) => columns.some((column) => column.name === name)) &&
  [key, ...uniques.map((unique) => unique.columns)].every(
    (one) => one.length !== primary.columns.length || !one.every((name) => primary.columns.includes(name)),
  );

/** Not of the table: only what is staged of it is used. */
const besideColumn = (name: string, staged: string): ShapeColumn => ({
  name,
  column: quoteName(name),
  staged,
  stagedType: 'text',
  value: `s.${staged}`,
  inserted: `s.${staged}`,
  read: (text) => text,
  mustStand: false,
  differ: (one, two) => `${one} is distinct from ${two}`,
});

const shapeColumn = (found: CatalogColumn, staged: string, isTyped: boolean): ShapeColumn => {
  const collate = found.collation === null ? '' : ` collate ${found.collation}`;
  const cast = isTyped ? {} : { cast: found.sqlType };
  const read = found.baseName === 'bytea' ? bytesOf : (text: string) => text;
  const value = isTyped ? `s.${staged}` : `(${read(`s.${staged}`)})::${found.sqlType}`;
  const standsIn = found.notNull ? found.defaultExpression : null;
  return {
    name: found.name,
    column: quoteName(found.name),
    staged,
    stagedType: isTyped ? `${found.sqlType}${collate}` : 'text',
    ...(found.identity === 'a' && { isIdentity: true }),
    read,
    ...cast,
    value,
    inserted: standsIn === null ? value : `coalesce(${value}, ${standsIn})`,
    mustStand: found.notNull && standsIn === null,
    differ: differ(found),
  };
};

/** Bytes as the server writes them, or in base64, as JSON has them. */
const bytesOf = (text: string): string =>
  `case when left(${text}, 7) = 'base64:' then decode(substr(${text}, 8), 'base64') else ${text}::bytea end`;

/** By their text where the type has no equality, and where its equality takes two spellings for one. */
const differ = ({ comparable, baseName, nondeterministic }: CatalogColumn) => {
  const as = !comparable ? '::text' : nondeterministic || baseName === 'citext' ? '::text collate "C"' : '';
  return (one: string, two: string): string =>
    as === '' ? `${one} is distinct from ${two}` : `(${one})${as} is distinct from (${two})${as}`;
};
