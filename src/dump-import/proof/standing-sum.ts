import type { StandingSum } from '../../contracts/dump-import/proof.js';
import type { SummedColumn, TableIndex } from '../../formats/mysql-dump/dump-index.js';
import type { ServerColumn } from './read-columns.js';
import type { SumContext } from './sum-expression.js';
import { sameCharset, sumExpression } from './sum-expression.js';

/** How the sum over a staged table is made, by which it is known again once it is live. */
export interface StandingPlan extends Pick<StandingSum, 'columns' | 'names'> {
  /** The sum of the proof covers all that is stored, so the server need not sum a second time. */
  readonly isProof: boolean;
}

/**
 * Plans the sum that a live table is compared by. The sum of the proof will do where it covers every stored column
 * without loss; else (rows that are only counted, columns that the dump has no comparable text for, columns that
 * `after_load` added) it is one over all stored columns as they stand.
 */
export const planStanding = (
  table: Pick<TableIndex, 'content' | 'summed'>,
  columns: readonly ServerColumn[],
  { names }: SumContext,
): StandingPlan => {
  const stored = columns.filter(({ generated }) => !generated);
  const summed = new Set(table.summed.map(({ name }) => name.toLowerCase()));
  const isProof =
    table.content.kind === 'proved' &&
    stored.every((column) => summed.has(column.name.toLowerCase()) && isLossless(column, names));
  return isProof ? { columns: table.summed, names, isProof } : { columns: stored.map(asStored), names: RAW, isProof };
};

/** The sum of a plan as SQL. */
export const standingExpression = (
  { columns, names }: Pick<StandingPlan, 'columns' | 'names'>,
  server: readonly ServerColumn[],
  flavor: SumContext['flavor'],
): string => sumExpression(columns, server, { names, flavor });

/** Converting to it leaves the bytes of a text as they are. */
const RAW = 'binary';

/** What a character set lacks becomes a question mark, whatever it was. */
const isLossless = ({ charset }: ServerColumn, names: string): boolean =>
  charset === undefined || sameCharset(charset, names) || ['utf8mb4', RAW].includes(names.toLowerCase());

/** A row's fields together must stay below `max_allowed_packet`, or the server sums NULL. */
const asStored = ({ name, dataType }: ServerColumn): SummedColumn => ({
  name,
  form: LONG.test(dataType) ? 'crc' : 'value',
});

const LONG = /text|blob|json|geom|point|polygon|linestring|vector|xml/;
