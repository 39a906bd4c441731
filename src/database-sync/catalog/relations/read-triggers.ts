import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

export interface TriggerRow extends InSchema {
  readonly table: number;
  /** Quoted in full. */
  readonly tableName: string;
  /** A complete CREATE TRIGGER. */
  readonly definition: string;
  /** `O` enabled, `D` disabled, `R` on replicas only, `A` always. */
  readonly enabled: string;
  /** The constraint row of a constraint trigger; 0 without. */
  readonly constraint: number;
  /** The trigger of the partitioned table that it is a clone of; 0 for its own. */
  readonly parent: number;
}

/** Triggers that users made; of a partition's clones, those that are enabled otherwise than their parent. */
export const readTriggers = ({ rows }: CatalogReader): Promise<TriggerRow[]> =>
  rows(
    'triggers',
    `select t.oid, n.nspname as schema, t.tgname as name, t.tgrelid as table, t.tgrelid::regclass::text as "tableName",
        pg_get_triggerdef(t.oid) as definition, t.tgenabled::text as enabled, t.tgconstraint as constraint, t.tgparentid as parent
       from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
       left join pg_trigger p on p.oid = t.tgparentid
      where ${OF_USERS} and ${notOfExtension('pg_class', 'c.oid')} and ${notOfExtension('pg_trigger', 't.oid')}
        and (not t.tgisinternal or t.tgparentid <> 0) and (p.oid is null or p.tgenabled <> t.tgenabled)
        and (t.tgparentid <> 0 or t.tgconstrrelid = 0 or not t.tgisinternal)`,
  );
