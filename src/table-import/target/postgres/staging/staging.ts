import type { PostgresConnection } from '../../../../connectors/postgres/open-connection.js';
import { quoteQualified } from '../../../../connectors/postgres/quote-name.js';
import { CONTROL_SCHEMA, stagingName } from '../../control-names.js';
import type { Claim } from '../../table-target.js';
import type { TableShape } from '../catalog/table-shape.js';

/** The tables that records wait in. */
export interface Staging {
  /** Quoted: `line` and the columns of the lines. */
  readonly table: string;
  /** Quoted: the lines that do not go in, and why. */
  readonly out: string;
  /** Quoted, made when it is needed: the lines that would change the table. */
  readonly changing: string;
}

/** Of a file of a run. Unlogged: after a crash of the server they are empty. */
export const fileStaging = ({ runId, fileNo }: Claim): Staging => {
  const name = stagingName(runId, fileNo);
  const [table, out, changing] = [name, `${name}_out`, `${name}_changing`].map((one) =>
    quoteQualified(CONTROL_SCHEMA, one),
  ) as [string, string, string];
  return { table, out, changing };
};

/** Of batches: of the session alone, and emptied by each commit. */
export const batchStaging: Staging = {
  table: 'pg_temp.stevedore_batch',
  out: 'pg_temp.stevedore_batch_out',
  changing: 'pg_temp.stevedore_batch_changing',
};

/** Creates the tables anew, empty. Their lines go in the same transaction, which `copyStatement` counts on. */
export const createStaging = async (
  connection: PostgresConnection,
  staging: Staging,
  { lines }: TableShape,
): Promise<void> => {
  const isBatch = staging === batchStaging;
  const [create, end] = isBatch ? ['create table', ' on commit delete rows'] : ['create unlogged table', ''];
  const own = lines.map(({ staged, stagedType }) => `${staged} ${stagedType}`);
  const sql = [
    `drop table if exists ${staging.table}, ${staging.out}`,
    `${create} ${staging.table} (${['line bigint not null', ...own].join(', ')})${end}`,
    `${create} ${staging.out} (line bigint not null, fate text not null, code text, columns text[], value text, other bigint, lacks text, told text)${end}`,
  ];
  await connection.execute(sql.join(';\n'), [], 'Cannot create the staging');
};

/** Rows that are frozen from the start are not written once more by who reads them first. */
export const copyStatement = (staging: Staging, { lines }: TableShape): string => {
  const freeze = staging === batchStaging ? '' : ' with (freeze)';
  return `copy ${staging.table} (${['line', ...lines.map(({ staged }) => staged)].join(', ')}) from stdin${freeze}`;
};

/** Joins are planned by these columns, and no other; a small sample is enough. */
export const analyzeStaging = async (
  connection: PostgresConnection,
  staging: Staging,
  { key, uniques, columnOf }: TableShape,
): Promise<void> => {
  const columns = new Set([
    'line',
    ...key.map(({ staged }) => staged),
    ...uniques.flatMap((unique) => unique.columns.map((name) => columnOf(name).staged)),
  ]);
  await connection.execute(
    `set local default_statistics_target = 10; analyze ${staging.table} (${[...columns].join(', ')})`,
    [],
    'Cannot analyze the staging',
  );
};

/** The condition of records that go in. Where none is out, a join with nothing would cost as much as with many. */
export const goesIn = ({ out }: Staging, someAreOut: boolean): string =>
  someAreOut ? `not exists (select from ${out} o where o.line = s.line)` : 'true';
