import type { CatalogReader } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

/** A constraint of a table: check, primary key, unique, exclusion, foreign key. */
export interface ConstraintRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** `c` check, `p` primary key, `u` unique, `x` exclusion, `f` foreign key. */
  readonly kind: string;
  readonly table: number;
  /** Quoted in full. */
  readonly tableName: string;
  /** Of pg_class. */
  readonly tableKind: string;
  readonly definition: string;
  readonly validated: boolean;
  /** False for a check that the table only inherits. */
  readonly isLocal: boolean;
  /** Of what it was cloned from for a partition; 0 for none. */
  readonly parent: number;
  /** The index behind it; 0 without. Of a foreign key, the index that it refers to. */
  readonly index: number;
  readonly enforced: boolean;
  /** With WITHOUT OVERLAPS or PERIOD. */
  readonly period: boolean;
}

export const readConstraints = ({ rows, version }: CatalogReader): Promise<ConstraintRow[]> =>
  rows(
    'constraints',
    `select k.oid, n.nspname as schema, k.conname as name, k.contype::text as kind, k.conrelid as table,
        k.conrelid::regclass::text as "tableName", c.relkind::text as "tableKind", pg_get_constraintdef(k.oid) as definition,
        k.convalidated as validated, k.conislocal as "isLocal", k.conparentid as parent, k.conindid as index,
        ${version >= 180_000 ? 'k.conenforced' : 'true'} as enforced, ${version >= 180_000 ? 'k.conperiod' : 'false'} as period
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      where ${OF_USERS} and k.contype in ('c', 'p', 'u', 'x', 'f') and ${notOfExtension('pg_class', 'c.oid')}
      order by k.conrelid, k.conname`,
  );
