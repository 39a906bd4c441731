import type { Catalog } from '../../catalog/read-families.js';
import type { ObjectKey } from '../../catalog/object-key.js';
import type { CatalogIndex } from './catalog-index.js';
import type { DdlPart } from '../ddl-object.js';
import { keyOf } from '../../catalog/object-key.js';
import { foreignOptions, quoteName, quoteQualified } from '../quote.js';
import { sequenceOptions } from './write-sequences.js';

type Relation = Catalog['relations'][number];
type Column = Catalog['columns'][number];

/** What CREATE TABLE says of a table's columns, and what has to follow it. */
export interface ColumnTexts {
  readonly inside: (without: ReadonlySet<ObjectKey>) => readonly string[];
  readonly after: (without: ReadonlySet<ObjectKey>) => readonly string[];
  /** Defaults, which can follow later. */
  readonly parts: readonly DdlPart[];
}

export const columnTexts = (relation: Relation, index: CatalogIndex): ColumnTexts => {
  const columns = index.columns.get(relation.oid) ?? [];
  const texts = columns.map((column) => new ColumnText(relation, column, index));
  return {
    inside: (without) => texts.flatMap((text) => text.inside(without)),
    after: (without) => texts.flatMap((text) => text.after(without)),
    parts: texts.flatMap((text) => text.part() ?? []),
  };
};

class ColumnText {
  readonly #relation: Relation;
  readonly #column: Column;
  readonly #index: CatalogIndex;
  readonly #alter: string;

  constructor(relation: Relation, column: Column, index: CatalogIndex) {
    this.#relation = relation;
    this.#column = column;
    this.#index = index;
    const foreign = relation.kind === 'f' ? 'FOREIGN ' : '';
    const place = quoteQualified(relation.schema, relation.name);
    this.#alter = `ALTER ${foreign}TABLE ONLY ${place} ALTER COLUMN ${quoteName(column.name)}`;
  }

  inside(without: ReadonlySet<ObjectKey>): string[] {
    const { name, type, collation, foreignOptions: options } = this.#column;
    const value = `${this.#value(without)}${this.#identity()}${this.#notNull()}`;
    if (this.#relation.ofType !== null) return value === '' ? [] : [`${quoteName(name)} WITH OPTIONS${value}`];
    if (!this.#stated()) return [];
    return [
      `${quoteName(name)} ${type}${foreignOptions(options)}${collation === null ? '' : ` COLLATE ${collation}`}${value}`,
    ];
  }

  after(without: ReadonlySet<ObjectKey>): string[] {
    const { storage, compression, statistics, options } = this.#column;
    return [
      ...(this.#stated() || this.#relation.ofType !== null ? [] : this.#inherited(without)),
      ...(storage === null ? [] : [`${this.#alter} SET STORAGE ${STORAGE[storage] ?? storage}`]),
      ...(compression === null ? [] : [`${this.#alter} SET COMPRESSION ${COMPRESSION[compression] ?? compression}`]),
      ...(statistics === null ? [] : [`${this.#alter} SET STATISTICS ${statistics}`]),
      ...(options === null ? [] : [`${this.#alter} SET (${options.join(', ')})`]),
    ];
  }

  part(): DdlPart | undefined {
    const { default: text, defaultOid, generated, name } = this.#column;
    if (text === null || defaultOid === null || generated !== '') return undefined;
    const key = keyOf('pg_attrdef', defaultOid);
    return { key, name: `${this.#relation.name}.${name}`, statement: `${this.#alter} SET DEFAULT ${text}` };
  }

  /** Whether the column stands in CREATE TABLE: a partition is created alone and attached later. */
  #stated(): boolean {
    return this.#relation.isPartition || this.#column.isLocal || this.#parents().length === 0;
  }

  #parents(): Catalog['parents'] {
    return this.#index.parents.get(this.#relation.oid) ?? [];
  }

  /** The columns of this name that it inherits. */
  #above(): Column[] {
    const { name } = this.#column;
    return this.#parents().flatMap(
      ({ parent }) => this.#index.columns.get(parent)?.filter((each) => each.name === name) ?? [],
    );
  }

  #value(without: ReadonlySet<ObjectKey>): string {
    const { default: text, defaultOid, generated } = this.#column;
    // Without a word about it the column would take the default of its parents.
    if (text === null)
      return !this.#relation.isPartition && this.#above().some((each) => each.default !== null) ? ' DEFAULT NULL' : '';
    if (generated === 's') return ` GENERATED ALWAYS AS (${text}) STORED`;
    if (generated === 'v') return ` GENERATED ALWAYS AS (${text})`;
    return defaultOid !== null && without.has(keyOf('pg_attrdef', defaultOid)) ? '' : ` DEFAULT ${text}`;
  }

  #identity(): string {
    const { identity, number } = this.#column;
    const sequence = this.#index.identities.get(this.#relation.oid)?.find(({ ownerColumn }) => ownerColumn === number);
    // Without a sequence of its own a partition's column gets its identity when it is attached.
    if (identity === '' || sequence === undefined) return '';
    const name = quoteQualified(sequence.schema, sequence.name);
    const logged = sequence.persistence === 'u' && this.#relation.persistence !== 'u' ? ' UNLOGGED' : '';
    return ` GENERATED ${identity === 'a' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY (SEQUENCE NAME ${name}${logged} ${sequenceOptions(sequence)})`;
  }

  #notNull(): string {
    const { notNull, number } = this.#column;
    const constraint = this.#index.notNulls.get(this.#relation.oid)?.find(({ column }) => column === number);
    if (constraint === undefined) {
      // Before 18 it has no name, and comes with a parent that has it.
      return notNull && (this.#relation.isPartition || !this.#above().some((each) => each.notNull)) ? ' NOT NULL' : '';
    }
    // One that is not validated follows the rows; one that is only inherited comes with its parent.
    if (!constraint.validated || (!constraint.isLocal && !this.#relation.isPartition)) return '';
    return ` CONSTRAINT ${quoteName(constraint.name)} NOT NULL${constraint.noInherit ? ' NO INHERIT' : ''}`;
  }

  /** What an inherited column has that its parents do not give it. */
  #inherited(without: ReadonlySet<ObjectKey>): string[] {
    const { default: text, defaultOid, generated, notNull, name, number } = this.#column;
    const above = this.#above();
    const separate = defaultOid !== null && without.has(keyOf('pg_attrdef', defaultOid));
    const statements: string[] = [];
    if (generated === '' && text !== null && !separate && above.some((each) => each.default !== text))
      statements.push(`${this.#alter} SET DEFAULT ${text}`);
    if (text === null && above.some((each) => each.default !== null)) statements.push(`${this.#alter} DROP DEFAULT`);
    const constraint = this.#index.notNulls.get(this.#relation.oid)?.find(({ column }) => column === number);
    if (constraint?.isLocal === true && constraint.validated) {
      const named = `CONSTRAINT ${quoteName(constraint.name)} NOT NULL ${quoteName(name)}`;
      const table = quoteQualified(this.#relation.schema, this.#relation.name);
      statements.push(`ALTER TABLE ONLY ${table} ADD ${named}${constraint.noInherit ? ' NO INHERIT' : ''}`);
    } else if (constraint === undefined && notNull && !above.some((each) => each.notNull)) {
      statements.push(`${this.#alter} SET NOT NULL`);
    }
    return statements;
  }
}

const STORAGE: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', m: 'MAIN', x: 'EXTENDED' };
const COMPRESSION: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' };
