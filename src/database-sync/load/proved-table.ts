import type { RowSums } from '../../connectors/postgres/copy/copy-frames.js';

/** A table of staging whose rows were read back and summed as they had been on the way; true names, not quoted. */
export interface ProvedTable extends RowSums {
  readonly schema: string;
  readonly name: string;
}
