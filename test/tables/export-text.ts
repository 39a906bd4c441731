import type { ConnectionSettings } from '../../src/contracts/connections/connection.js';
import type { ExportRequest } from '../../src/contracts/table-export/export-request.js';
import type { ExportSettings } from '../../src/table-export/find-table.js';
import { openExport } from '../../src/table-export/open-export.js';

export interface Exported {
  readonly text: string;
  readonly rows: number;
}

/** Takes a whole export into memory. */
export const exportText = async (
  settings: ConnectionSettings | ExportSettings,
  request: Omit<ExportRequest, 'connection'>,
  { mayReadSecrets = true } = {},
): Promise<Exported> => {
  const all = 'connections' in settings ? settings : { connections: [settings], resources: {} };
  const named = request.resource === undefined ? { connection: all.connections[0]?.name ?? '', ...request } : request;
  const opened = await openExport(all, named, { mayReadSecrets, longestMs: 60_000 });
  try {
    const pieces: Buffer[] = [];
    for await (const piece of opened.bytes) pieces.push(Buffer.from(piece));
    return { text: Buffer.concat(pieces).toString(), rows: opened.rows() };
  } finally {
    await opened.close();
  }
};
