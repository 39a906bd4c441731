import type { LineReject } from '../../contracts/table-import/reject.js';

/** What a comparison of the records with each other and with the table has found. */
export interface SetsChecked {
  /** In the order of their lines; the first of them, where only so many were asked for. */
  readonly rejected: readonly LineReject[];
  /** All of them. */
  readonly rejectedCount: number;
  readonly superseded: number;
}
