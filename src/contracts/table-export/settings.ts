import type { PipelineBase } from '../pipeline-base.js';
import type { ExportRequest } from './export-request.js';

/** One pipeline of kind `table-export`. */
export interface TableExportSettings extends PipelineBase<'table-export'> {
  /** What a run exports, one file each; none where each run says it. */
  readonly exports: readonly ExportRequest[];
  /** Absolute; in `export.directory`. */
  readonly folder: string;
  /** Files that are older go, in milliseconds. */
  readonly keepMs: number;
  /** The oldest go where the folder has more. */
  readonly maxBytes: number;
}

/** What the configuration says of exports as a whole (`export:`). */
export interface ExportSettings {
  /** Absolute. */
  readonly directory: string;
  /** @default 604_800_000 */
  readonly keepMs: number;
  /** @default 10 GiB */
  readonly maxBytes: number;
  /** What one export may take, in milliseconds. @default 1_800_000 */
  readonly maxDurationMs: number;
  /** A reader that takes less for a minute is cut off; 0 is never. @default 1_024 */
  readonly minBytesPerSecond: number;
  /** Of one server at a time. @default 10 */
  readonly maxStreams: number;
}
