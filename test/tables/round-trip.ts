import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ConnectionSettings } from '../../src/contracts/connections/connection.js';
import type { ExportFormat } from '../../src/contracts/table-export/export-request.js';
import type { Resource } from '../../src/contracts/table-import/resource.js';
import type { FileImport } from '../../src/table-import/import/file-import.js';
import { publishFile } from '../../src/table-import/import/publish-file.js';
import { stageFile } from '../../src/table-import/import/stage-file.js';
import type { TableTarget } from '../../src/table-import/target/table-target.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { exportText } from './export-text.js';
import { PLAIN_RESOURCE } from '../support/plain-resource.js';

export interface RoundTrip {
  readonly connection: ConnectionSettings;
  readonly target: TableTarget;
  readonly schema: string;
  /** Two tables of the same kind: `from` has rows, `to` has none. */
  readonly from: string;
  readonly to: string;
  readonly format: ExportFormat;
}

/**
 * Exports a table, imports the file into an empty one, and exports that: every record has to go in, and the bytes have
 * to be the same. Resolves to the text.
 */
export const roundTrip = async ({ connection, target, schema, from, to, format }: RoundTrip): Promise<string> => {
  const first = await exportText(connection, { schema, table: from, format, order: 'key' });
  const folder = temporaryFolder('round-trip');
  const path = join(folder, `file.${format}`);
  writeFileSync(path, first.text);
  const resource: Resource = {
    connection: connection.name,
    table: to,
    ...PLAIN_RESOURCE,
  };
  const any = { mapping: {}, maxRecordBytes: 64 << 20 };
  const file: FileImport = {
    runId: randomUUID(),
    fileNo: 1,
    resource,
    schema,
    path,
    format:
      format === 'ndjson'
        ? { format, ...any }
        : { format, delimiter: ',', quote: '"', skipLines: 0, header: true, ...any },
  };
  try {
    const counts = await publishFile(target, file, await stageFile(target, file));
    const rejects = await target.rejects.list({ runId: file.runId, limit: 20 });
    expect(rejects.map(({ line, reasons }) => ({ line, reasons }))).toEqual([]);
    expect(counts).toMatchObject({ records: first.rows, inserted: first.rows, rejected: 0 });
    await target.clean(file.runId);
  } finally {
    removeTemporaryFolder(folder);
  }
  const second = await exportText(connection, { schema, table: to, format, order: 'key' });
  // The difference of two long texts would fill the terminal.
  if (second.text !== first.text) expect(second.text.slice(0, 20_000)).toBe(first.text.slice(0, 20_000));
  expect(second.text === first.text).toBe(true);
  return first.text;
};
