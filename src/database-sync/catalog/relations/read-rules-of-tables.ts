import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS } from '../catalog-reader.js';

export interface RuleRow extends InSchema {
  readonly relation: number;
  /** Quoted in full. */
  readonly relationName: string;
  /** A complete CREATE RULE. */
  readonly definition: string;
  readonly enabled: string;
  /** The rule that makes a relation a view. */
  readonly isQuery: boolean;
}

export const readRules = ({ rows }: CatalogReader): Promise<RuleRow[]> =>
  rows(
    'rules',
    `select r.oid, n.nspname as schema, r.rulename as name, r.ev_class as relation, r.ev_class::regclass::text as "relationName",
        pg_get_ruledef(r.oid) as definition, r.ev_enabled::text as enabled, r.ev_type = '1' and r.is_instead as "isQuery"
       from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
      where ${OF_USERS} and ${notOfExtension('pg_class', 'c.oid')} and ${notOfExtension('pg_rewrite', 'r.oid')}`,
  );
