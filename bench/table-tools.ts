import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../test/support/child-process.js';
import { findProgram } from '../test/support/find-program.js';
import { CSV_HEADERS } from './generate-csv.js';
import type { CsvKind } from './generate-csv.js';
import { POSTGRES_COLUMNS } from './postgres-stand.js';
import type { ToolStand } from './postgres-stand.js';

/** A tool that people load files with; each has a table of its own, with a key `id`. */
export interface TableTool {
  readonly name: string;
  /** What its table is, before it starts: what it makes itself it may find gone. */
  prepare(kind: CsvKind): Promise<unknown>;
  load(path: string, kind: CsvKind): Promise<unknown>;
}

const DLT = `
import sys, dlt
from dlt.sources.filesystem import filesystem, read_csv
folder, name = sys.argv[1].rsplit('/', 1)
files = filesystem(bucket_url='file://' + folder, file_glob=name) | read_csv()
pipeline = dlt.pipeline('bench', destination=dlt.destinations.postgres(sys.argv[2]), dataset_name='by_dlt')
pipeline.run(files.with_name('loaded'), table_name='loaded', primary_key='id',
             write_disposition={'disposition': 'merge', 'strategy': 'upsert'})
`;

/** sling and dlt merge by the key into tables that they make; pgloader can only load, into one like the target. */
export const tableTool = (name: string, stand: ToolStand, folder: string): TableTool => {
  const make = TOOLS[name];
  if (make === undefined) throw new Error(`There is no tool "${name}": ${Object.keys(TOOLS).join(', ')}`);
  return { name, ...make(stand, folder) };
};

const TOOLS: Readonly<Record<string, (stand: ToolStand, folder: string) => Omit<TableTool, 'name'>>> = {
  pgloader: (stand, folder) => ({
    prepare: (kind) =>
      stand.run(`drop table if exists by_pgloader; create table by_pgloader (${POSTGRES_COLUMNS[kind]})`),
    load: async (path, kind) => {
      const commands = join(folder, 'csv.load');
      const columns = CSV_HEADERS[kind];
      writeFileSync(
        commands,
        `LOAD CSV FROM '${path}' (${columns}) INTO ${stand.url}?tablename=by_pgloader (${columns})
         WITH skip header = 1, fields terminated by ',', fields optionally enclosed by '"',
         fields escaped by double-quote;`,
      );
      return runProgram(findProgram('pgloader'), ['--quiet', '--root-dir', folder, commands]);
    },
  }),
  sling: (stand, folder) => ({
    prepare: () => stand.run('drop table if exists by_sling'),
    load: (path) => {
      const target = ['--tgt-conn', `${stand.url}?sslmode=disable`, '--tgt-object', 'public.by_sling'];
      const way = ['--mode', 'incremental', '--primary-key', 'id'];
      const env = { SLING_HOME_DIR: join(folder, 'sling'), SLING_DISABLE_TELEMETRY: 'true' };
      const program = findProgram('sling-linux-amd64', 'sling');
      return runProgram(program, ['run', '--src-stream', `file://${path}`, ...target, ...way], { env });
    },
  }),
  dlt: (stand, folder) => ({
    prepare: () => stand.run('drop schema if exists by_dlt cascade; drop schema if exists by_dlt_staging cascade'),
    load: (path) => {
      const home = mkdtempSync(join(folder, 'dlt-'));
      const env = { HOME: home, DLT_DATA_DIR: home, RUNTIME__DLTHUB_TELEMETRY: 'false' };
      // Its library belongs to the Python that lies beside its program.
      return runProgram(join(findProgram('dlt'), '..', 'python3'), ['-c', DLT, path, stand.url], { env });
    },
  }),
};
