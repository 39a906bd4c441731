import type { MysqlConnection } from './open-connection.js';

/** Warnings of one number about one column; never a value. */
export interface WarningNote {
  readonly number: number;
  readonly column?: string;
  /** Row of the first, in the statement or the file, counted from 1. */
  readonly row?: number;
  /** Number of those that the server kept. */
  readonly count: number;
}

/** Reads the last statement's warnings, grouped by number and column; servers keep 64. */
export const readWarnings = async (connection: MysqlConnection): Promise<WarningNote[]> => {
  const notes = new Map<string, WarningNote>();
  for (const warning of await connection.query('SHOW WARNINGS')) {
    const number = Number(warning['Code']);
    // These texts hold the value first and the place last.
    const [, column, row] =
      /column (?:[^\s]*[.`']|')?`?([^\s`'.]+)[`']? (?:at row (\d+)|cannot be null)$/.exec(String(warning['Message'])) ??
      [];
    const key = `${number} ${column ?? ''}`;
    const known = notes.get(key);
    notes.set(
      key,
      known
        ? { ...known, count: known.count + 1 }
        : { number, ...(column !== undefined && { column }), ...(row !== undefined && { row: Number(row) }), count: 1 },
    );
  }
  return [...notes.values()];
};
