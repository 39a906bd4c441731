import type { MysqlConnection } from './open-connection.js';

/** Warnings of one number about one column; never a value. */
export interface WarningNote {
  readonly number: number;
  readonly column?: string;
  /** Of the first, in the statement or the file, from 1. */
  readonly row?: number;
  /** Of those that the server kept. */
  readonly count: number;
}

/** The warnings of the last statement, of which servers keep 64, by number and column. */
export const readWarnings = async (connection: MysqlConnection): Promise<WarningNote[]> => {
  const notes = new Map<string, WarningNote>();
  for (const warning of await connection.query('SHOW WARNINGS')) {
    const number = Number(warning['Code']);
    // Values come first in these texts, and the place last.
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
