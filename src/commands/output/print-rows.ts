import type { CommandContext } from '../context.js';
import type { Column } from './table.js';
import { formatTable } from './table.js';
import type { Clock } from './when.js';
import { createClock } from './when.js';

/** Prints a table on stdout as wide as the terminal, with times for whoever reads; nothing where there is no row. */
export const printRows = <Row>(
  { out, outColumns }: Pick<CommandContext, 'out' | 'outColumns'>,
  rows: readonly Row[],
  columnsOf: (clock: Clock) => readonly Column<Row>[],
): void => {
  if (rows.length === 0) return;
  const width = outColumns();
  const lines = formatTable(rows, columnsOf(createClock({ forPerson: width !== undefined })), width);
  out(lines.map((line) => `${line}\n`).join(''));
};
