import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import { findAll, listOf, namesOf, partOf, textOf } from '../../../formats/postgres-dump/tree.js';
import { refuse } from '../../../formats/postgres-dump/scan-errors.js';
import { relationName } from '../allow/allow-names.js';

export interface DeclaredColumn {
  readonly name: string;
  readonly isGenerated: boolean;
  /** A point in time, whose text depends on the time zone of who wrote it. */
  readonly isZoned: boolean;
}

export interface DeclaredTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly DeclaredColumn[];
  /** It has no rows of its own. */
  readonly isPartitioned: boolean;
  /** Whether `columns` are all that it has: what it inherits, or is of, is known. */
  readonly isWhole: boolean;
}

/** The tables of a file as its statements create them. */
export class DeclaredTables {
  readonly #tables = new Map<string, DeclaredTable>();
  readonly #types = new Map<string, DeclaredColumn[]>();

  get all(): readonly DeclaredTable[] {
    return [...this.#tables.values()];
  }

  find(name: readonly string[]): DeclaredTable | undefined {
    return this.#tables.get(keyOf(name));
  }

  /**
   * Of a CREATE TABLE: its columns after those of its parents, as the server orders them. A table has one only: throws
   * DUMP_STATEMENT_REFUSED.
   */
  addTable(fields: Fields, line: number): void {
    const name = relationName(partOf(fields, 'relation'));
    const [schema = '', only = ''] = name;
    if (this.find(name) !== undefined) throw refuse(line, 'CREATE TABLE', 'the file has created the table before');
    const columns: DeclaredColumn[] = [];
    let isWhole = true;
    const add = (column: DeclaredColumn): void => {
      const at = columns.findIndex((each) => each.name === column.name);
      if (at < 0) columns.push(column);
      else columns[at] = column;
    };
    const addAll = (more: readonly DeclaredColumn[] | undefined): void => {
      isWhole &&= more !== undefined;
      more?.forEach(add);
    };
    for (const each of listOf(fields, 'inhRelations')) {
      const parent = this.find(relationName(each.fields));
      addAll(parent?.isWhole === true ? parent.columns : undefined);
    }
    const type = partOf(fields, 'ofTypename');
    if (type !== undefined) addAll(this.#types.get(keyOf(namesOf(listOf(type, 'names')))));
    for (const column of columnsOf(fields, 'tableElts')) add(column);
    const isPartitioned = partOf(fields, 'partspec') !== undefined;
    this.#tables.set(keyOf(name), { schema, name: only, columns, isPartitioned, isWhole });
  }

  /** Of a CREATE TYPE … AS, of which a table may be. */
  addType(fields: Fields): void {
    this.#types.set(keyOf(relationName(partOf(fields, 'typevar'))), columnsOf(fields, 'coldeflist'));
  }
}

/**
 * Rows must have every column but the generated ones: of one that they lack the server would run the default. Throws
 * DUMP_STATEMENT_REFUSED.
 */
export const checkColumns = ({ columns, isWhole }: DeclaredTable, listed: readonly string[], line: number): void => {
  const isListed = columns.every(({ name, isGenerated }) => isGenerated || listed.includes(name));
  if (!isWhole || !isListed)
    throw refuse(line, 'the rows of a table', 'which leave out columns, so that the server would run their defaults');
};

const keyOf = (name: readonly string[]): string => JSON.stringify(name);

const columnsOf = (fields: Fields, list: string): DeclaredColumn[] =>
  listOf(fields, list).flatMap(({ kind, fields: column }) => {
    // Of a typed table, only options are given.
    if (kind !== 'ColumnDef') return [];
    const type = partOf(column, 'typeName') ?? {};
    const isGenerated = findAll(column['constraints'], 'Constraint').some(
      (each) => textOf(each, 'contype') === 'CONSTR_GENERATED',
    );
    const isZoned = namesOf(listOf(type, 'names')).slice(-1)[0] === 'timestamptz' && type['arrayBounds'] === undefined;
    return [{ name: textOf(column, 'colname'), isGenerated, isZoned }];
  });
