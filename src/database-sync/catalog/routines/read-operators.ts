import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS, typeName } from '../catalog-reader.js';

export interface OperatorRow extends InSchema {
  readonly routine: string;
  readonly left: string | null;
  readonly right: string | null;
  /** As CREATE takes it: `app.=`. */
  readonly commutator: string | null;
  readonly negator: string | null;
  readonly restrict: string | null;
  readonly join: string | null;
  readonly merges: boolean;
  readonly hashes: boolean;
}

const other = (column: string): string =>
  `(select quote_ident(sn.nspname) || '.' || s.oprname from pg_operator s join pg_namespace sn on sn.oid = s.oprnamespace
     where s.oid = o.${column})`;

/** Operators; one that is only named as the commutator of another comes with that one. */
export const readOperators = ({ rows }: CatalogReader): Promise<OperatorRow[]> =>
  rows(
    'operators',
    `select o.oid, n.nspname as schema, o.oprname as name, o.oprcode::text as routine, ${typeName('o.oprleft')} as left,
        ${typeName('o.oprright')} as right, ${other('oprcom')} as commutator, ${other('oprnegate')} as negator,
        nullif(o.oprrest::oid, 0)::regproc::text as restrict, nullif(o.oprjoin::oid, 0)::regproc::text as join,
        o.oprcanmerge as merges, o.oprcanhash as hashes
       from pg_operator o join pg_namespace n on n.oid = o.oprnamespace
      where ${OF_USERS} and o.oprcode <> 0 and ${notOfExtension('pg_operator', 'o.oid')}`,
  );
