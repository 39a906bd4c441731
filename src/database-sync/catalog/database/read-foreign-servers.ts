import type { CatalogReader } from '../catalog-reader.js';
import { FIRST_OF_USERS, notOfExtension } from '../catalog-reader.js';

export interface ForeignDataWrapperRow {
  readonly oid: number;
  readonly name: string;
  readonly handler: string | null;
  readonly validator: string | null;
  readonly options: readonly string[] | null;
}

export interface ForeignServerRow {
  readonly oid: number;
  readonly name: string;
  readonly type: string | null;
  readonly version: string | null;
  readonly wrapper: string;
  /** `name=value`, as the server keeps them. */
  readonly options: readonly string[] | null;
}

export const readForeignDataWrappers = ({ rows }: CatalogReader): Promise<ForeignDataWrapperRow[]> =>
  rows(
    'foreign data wrappers',
    `select f.oid, f.fdwname as name, nullif(f.fdwhandler::oid, 0)::regproc::text as handler,
        nullif(f.fdwvalidator::oid, 0)::regproc::text as validator, f.fdwoptions as options
       from pg_foreign_data_wrapper f
      where f.oid >= ${FIRST_OF_USERS} and ${notOfExtension('pg_foreign_data_wrapper', 'f.oid')}`,
  );

/** Foreign servers without their user mappings, which hold passwords. */
export const readForeignServers = ({ rows }: CatalogReader): Promise<ForeignServerRow[]> =>
  rows(
    'foreign servers',
    `select s.oid, s.srvname as name, s.srvtype as type, s.srvversion as version, f.fdwname as wrapper, s.srvoptions as options
       from pg_foreign_server s join pg_foreign_data_wrapper f on f.oid = s.srvfdw
      where ${notOfExtension('pg_foreign_server', 's.oid')}`,
  );
