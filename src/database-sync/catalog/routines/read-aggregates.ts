import type { CatalogReader, InSchema } from '../catalog-reader.js';
import { notOfExtension, OF_USERS, typeName } from '../catalog-reader.js';

export interface AggregateRow extends InSchema {
  readonly arguments: string;
  /** `n` normal, `o` ordered-set, `h` hypothetical-set. */
  readonly kind: string;
  readonly parallel: string;
  readonly transition: string;
  readonly stateType: string;
  readonly stateSpace: number;
  readonly final: string | null;
  readonly finalExtra: boolean;
  readonly finalModify: string;
  readonly combine: string | null;
  readonly serial: string | null;
  readonly deserial: string | null;
  readonly initial: string | null;
  readonly movingTransition: string | null;
  readonly movingInverse: string | null;
  readonly movingStateType: string | null;
  readonly movingStateSpace: number;
  readonly movingFinal: string | null;
  readonly movingFinalExtra: boolean;
  readonly movingFinalModify: string;
  readonly movingInitial: string | null;
  /** As CREATE takes it: `pg_catalog.>`. */
  readonly sortOperator: string | null;
}

const routine = (column: string): string => `nullif(a.${column}::oid, 0)::regproc::text`;

export const readAggregates = ({ rows }: CatalogReader): Promise<AggregateRow[]> =>
  rows(
    'aggregates',
    `select p.oid, n.nspname as schema, p.proname as name, pg_get_function_arguments(p.oid) as arguments, a.aggkind::text as kind,
        p.proparallel::text as parallel, ${routine('aggtransfn')} as transition, ${typeName('a.aggtranstype')} as "stateType",
        a.aggtransspace as "stateSpace", ${routine('aggfinalfn')} as final, a.aggfinalextra as "finalExtra",
        a.aggfinalmodify::text as "finalModify", ${routine('aggcombinefn')} as combine, ${routine('aggserialfn')} as serial,
        ${routine('aggdeserialfn')} as deserial, a.agginitval as initial, ${routine('aggmtransfn')} as "movingTransition",
        ${routine('aggminvtransfn')} as "movingInverse", ${typeName('a.aggmtranstype')} as "movingStateType",
        a.aggmtransspace as "movingStateSpace", ${routine('aggmfinalfn')} as "movingFinal", a.aggmfinalextra as "movingFinalExtra",
        a.aggmfinalmodify::text as "movingFinalModify", a.aggminitval as "movingInitial",
        (select quote_ident(sn.nspname) || '.' || o.oprname from pg_operator o join pg_namespace sn on sn.oid = o.oprnamespace
          where o.oid = a.aggsortop) as "sortOperator"
       from pg_proc p join pg_aggregate a on a.aggfnoid = p.oid join pg_namespace n on n.oid = p.pronamespace
      where ${OF_USERS} and ${notOfExtension('pg_proc', 'p.oid')}`,
  );
