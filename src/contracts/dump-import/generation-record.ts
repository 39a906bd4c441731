import type { ImportedArchive } from './archive.js';

/** One published generation, as the store keeps it. */
export interface GenerationRecord {
  readonly pipeline: string;
  readonly generation: number;
  readonly runId: string;
  readonly publishedAt: string;
  readonly databases: readonly string[];
  readonly archives: readonly ImportedArchive[];
  readonly tables: number;
  readonly rows: number;
}
