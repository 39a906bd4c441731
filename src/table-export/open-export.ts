/**
 * An export of one table, as bytes that come as fast as they are taken.
 *
 * 1. One statement reads all rows, so they are of one moment. It runs until the last byte is taken, or the export is
 *    closed.
 * 2. What is asked is checked before the first row is read: a failure that comes later can only cut the bytes off,
 *    which throws. Whoever has had the last byte without an error has all rows.
 * 3. Closing ends the statement at the server, also while it waits or computes, and may be done at any time.
 */
import { StevedoreError } from '../contracts/errors.js';
import type { ExportRequest } from '../contracts/table-export/export-request.js';
import { csvHeader } from './csv-header.js';
import type { ExportSource } from './export-source.js';
import type { ExportSettings, FoundTable } from './find-table.js';
import { findTable } from './find-table.js';
import { openSource } from './open-source.js';
import { planExport } from './plan-export.js';

export interface OpenedExport {
  /** Of the resource or the table. */
  readonly name: string;
  /** Secret columns that it reads. */
  readonly secrets: readonly string[];
  readonly bytes: AsyncGenerator<Buffer, void, undefined>;
  /** Rows so far; after the last byte, all. */
  readonly rows: () => number;
  readonly close: () => Promise<void>;
}

export interface ExportOptions {
  readonly mayReadSecrets: boolean;
  readonly signal?: AbortSignal;
  /** What reading may take, in milliseconds. */
  readonly longestMs: number;
}

/**
 * Throws REQUEST_INVALID, RESOURCE_UNKNOWN, TABLE_UNKNOWN, TABLE_UNSUITABLE, CONNECTION_UNKNOWN, ROLE_TOO_LOW, and the
 * connector's codes.
 */
export const openExport = async (
  settings: ExportSettings,
  request: ExportRequest,
  { mayReadSecrets, signal, longestMs }: ExportOptions,
): Promise<OpenedExport> => {
  const found = findTable(settings, request);
  const { bigNumbers = 'string' } = request;
  const source = await openSource(found, { bigNumbers, longestMs, ...(signal !== undefined && { signal }) });
  try {
    const declared = found.resource?.columns;
    const lists = found.resource?.relations?.lists.map(({ from }) => from) ?? [];
    const all = await source.columns();
    // A resource is what it declares, and no more of its table.
    const known =
      declared === undefined
        ? all
        : all.filter(({ name }) => lists.includes(name) || declared.some((one) => one.name === name));
    const plan = planExport(known, request, { secrets: found.secrets, mayReadSecrets });
    await source.checkFilters(known, plan.filters);
    const order = request.order === 'key' ? await orderBy(source, found) : undefined;
    const rows = source.rows({ ...plan, ...(order !== undefined && { order }) });
    async function* bytes() {
      if (plan.format === 'csv') yield csvHeader(plan);
      yield* rows.pieces;
    }
    return { name: found.name, secrets: plan.secrets, bytes: bytes(), rows: rows.count, close: () => source.close() };
  } catch (error) {
    await source.close();
    throw error;
  }
};

const orderBy = async (
  source: Pick<ExportSource, 'key'>,
  { resource, name }: FoundTable,
): Promise<readonly string[]> => {
  const key = resource?.key ?? (await source.key());
  if (key.length > 0) return key;
  throw new StevedoreError('REQUEST_INVALID', `Cannot export "${name}" by its key: the table has no primary key`);
};
