import type { Catalog } from '../../catalog/read-families.js';
import { groupBy } from '../../group-by.js';

/** The rows of a catalogue by the relation that they belong to. */
export interface CatalogIndex {
  readonly relations: ReadonlyMap<number, Catalog['relations'][number]>;
  readonly columns: ReadonlyMap<number, Catalog['columns']>;
  readonly parents: ReadonlyMap<number, Catalog['parents']>;
  readonly constraints: ReadonlyMap<number, Catalog['constraints']>;
  readonly notNulls: ReadonlyMap<number, Catalog['notNulls']>;
  /** Sequences of identity columns by table. */
  readonly identities: ReadonlyMap<number, Catalog['sequences']>;
}

export const indexCatalog = (catalog: Catalog): CatalogIndex => ({
  relations: new Map(catalog.relations.map((each) => [each.oid, each])),
  columns: groupBy(catalog.columns, ({ relation }) => relation),
  parents: groupBy(catalog.parents, ({ child }) => child),
  constraints: groupBy(catalog.constraints, ({ table }) => table),
  notNulls: groupBy(catalog.notNulls, ({ relation }) => relation),
  identities: groupBy(
    catalog.sequences.filter(({ ownership }) => ownership === 'i'),
    ({ ownerTable }) => ownerTable ?? 0,
  ),
});
