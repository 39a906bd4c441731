import type { ComponentType } from 'preact';
import type { ReportJson, RunJson } from '../api/types.js';
import { DumpImportTable } from './kinds/dump-import-table.js';
import { ExportTable } from './kinds/export-table.js';
import { ImportTable } from './kinds/import-table.js';
import { SyncTables } from './kinds/sync-tables.js';
import { UpkeepTable } from './kinds/upkeep-table.js';

export interface KindTableProps {
  readonly run: RunJson;
  readonly report: ReportJson | undefined;
}

const TABLES: Readonly<Record<string, ComponentType<KindTableProps>>> = {
  'dump-import': DumpImportTable,
  'table-import': ImportTable,
  'table-export': ExportTable,
  'database-sync': SyncTables,
  maintenance: UpkeepTable,
};

/** What the kind of the run has to show. */
export const KindTable = (props: KindTableProps) => {
  const Table = TABLES[props.run.kind];
  return Table === undefined ? null : <Table {...props} />;
};
