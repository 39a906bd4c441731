import type { Fields } from '../../../formats/postgres-dump/parse-statement.js';
import { findAll, listOf, namesOf, partOf, textOf } from '../../../formats/postgres-dump/tree.js';
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

  /** Of a CREATE TABLE: its columns after those of its parents, as the server orders them. */
  addTable(fields: Fields): void {
    const name = relationName(partOf(fields, 'relation'));
    const [schema = '', only = ''] = name;
    const columns: DeclaredColumn[] = [];
    const add = (column: DeclaredColumn): void => {
      const at = columns.findIndex((each) => each.name === column.name);
      if (at < 0) columns.push(column);
      else columns[at] = column;
    };
    for (const parent of listOf(fields, 'inhRelations')) this.find(relationName(parent.fields))?.columns.forEach(add);
    const type = partOf(fields, 'ofTypename');
    if (type !== undefined) this.#types.get(keyOf(namesOf(listOf(type, 'names'))))?.forEach(add);
    for (const column of columnsOf(fields, 'tableElts')) add(column);
    const isPartitioned = partOf(fields, 'partspec') !== undefined;
    this.#tables.set(keyOf(name), { schema, name: only, columns, isPartitioned });
  }

  /** Of a CREATE TYPE … AS, of which a table may be. */
  addType(fields: Fields): void {
    this.#types.set(keyOf(relationName(partOf(fields, 'typevar'))), columnsOf(fields, 'coldeflist'));
  }
}

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
