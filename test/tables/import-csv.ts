import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordCounts } from '../../src/contracts/table-import/record-counts.js';
import type { Resource } from '../../src/contracts/table-import/resource.js';
import type { FileImport } from '../../src/table-import/import/file-import.js';
import { dryRunFile, publishFile } from '../../src/table-import/import/publish-file.js';
import { stageFile } from '../../src/table-import/import/stage-file.js';
import { writeBatches } from '../../src/table-import/import/write-batches.js';
import type { Published, TableTarget } from '../../src/table-import/target/table-target.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { PLAIN_RESOURCE } from '../support/plain-resource.js';

export type Record_ = Readonly<Record<string, string | null>>;

/** CSV of these records, with a header; null is nothing, and an empty text has quotes. */
export const csvOf = (records: readonly Record_[]): string => {
  const names = Object.keys(records[0] ?? {});
  const field = (value: string | null | undefined) => (value == null ? '' : `"${value.replaceAll('"', '""')}"`);
  return [names.join(','), ...records.map((record) => names.map((name) => field(record[name])).join(','))].join('\n');
};

export interface CsvImport {
  readonly target: TableTarget;
  readonly resource: Resource;
  readonly file: FileImport;
  /** As the resource says: staged and published, or in batches. */
  run(): Promise<RecordCounts>;
  dryRun(): Promise<Published>;
  remove(): void;
}

/** An import of CSV into a table, ready to run. */
export const csvImport = (
  target: TableTarget,
  schema: string,
  table: string,
  csv: string | Buffer,
  changes: Partial<Resource> = {},
): CsvImport => {
  const folder = temporaryFolder('csv');
  const path = join(folder, 'file.csv');
  writeFileSync(path, csv);
  const resource: Resource = {
    connection: 'test',
    table,
    ...PLAIN_RESOURCE,
    batchSize: 64,
    ...changes,
  };
  const file: FileImport = {
    runId: randomUUID(),
    fileNo: 1,
    resource,
    schema,
    path,
    format: {
      format: 'csv',
      delimiter: ',',
      quote: '"',
      skipLines: 0,
      header: true,
      mapping: {},
      maxRecordBytes: 1 << 20,
    },
  };
  const once = async () => publishFile(target, file, await stageFile(target, file));
  return {
    target,
    resource,
    file,
    run: () => (resource.commit === 'once' ? once() : writeBatches(target, file)),
    dryRun: () => dryRunFile(target, file),
    remove: () => removeTemporaryFolder(folder),
  };
};
