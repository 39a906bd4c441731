import { postgresErrorState } from '../../connectors/postgres/errors.js';
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { openConnection } from '../../connectors/postgres/open-connection.js';
import { quoteName, quoteQualified, quoteText } from '../../connectors/postgres/quote-name.js';
import { readColumns } from '../../connectors/postgres/read-columns.js';
import type { ConnectionOf } from '../../contracts/connections/connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ExportFilter } from '../../contracts/table-export/export-request.js';
import { orderOf, whereOf } from '../conditions.js';
import type { ExportPlan, ExportRows, ExportSource, SourceOptions } from '../export-source.js';
import type { FoundTable } from '../find-table.js';
import type { PostgresColumn } from './column-forms.js';
import { postgresColumn } from './column-forms.js';
import { CsvLineEnds, LineCount } from './end-lines.js';
import { postgresList } from './list-column.js';

/** Opens a session of PostgreSQL for one export; its rows come by one COPY. Throws `POSTGRES_…` codes. */
export const openPostgresSource = async (
  settings: ConnectionOf<'postgres'>,
  found: FoundTable,
  { bigNumbers, signal }: SourceOptions,
): Promise<ExportSource<PostgresColumn>> => {
  const leave = new AbortController();
  const connection = await openConnection(settings, {
    applicationName: 'stevedore export',
    signal: AbortSignal.any([leave.signal, ...(signal === undefined ? [] : [signal])]),
    clientCheckMs: 1_000,
  });
  const { schema, table, resource } = found;
  let known: readonly PostgresColumn[] = [];
  let isReading = false;
  return {
    columns: async () => {
      const id = await findTableId(connection, found);
      const columns = await readColumns(connection, id);
      const lists = resource?.relations?.lists ?? [];
      known = [
        ...columns.map((column) => postgresColumn(column, bigNumbers)),
        ...lists.map((list) => postgresList(list, schema)),
      ];
      return known;
    },
    key: () => readKey(connection, found),
    checkFilters: (columns, filters) => checkValues(connection, columns, filters),
    rows: (plan) => {
      const lines = plan.format === 'csv' ? new CsvLineEnds() : new LineCount();
      async function* pieces() {
        // In the order in which the rows are stored, from the first one.
        await connection.execute('set synchronize_seqscans = off; set max_parallel_workers_per_gather = 0');
        isReading = true;
        const statement = statementOf(quoteQualified(schema, table), plan, known);
        for await (const piece of connection.copyOut(statement, 'Cannot export rows')) yield lines.push(piece);
        isReading = false;
      }
      return { pieces: pieces(), count: () => lines.rows } satisfies ExportRows;
    },
    close: async () => {
      // Cancels what runs, and does not wait for the server.
      if (isReading) leave.abort();
      else await connection.close();
    },
  };
};

const findTableId = async (connection: PostgresConnection, { schema, table }: FoundTable): Promise<number> => {
  const [row] = await connection.query(
    `select c.oid as id from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f')`,
    [schema, table],
    `Cannot describe the table "${table}"`,
  );
  if (row !== undefined) return Number(row['id']);
  throw new StevedoreError('TABLE_UNKNOWN', `Cannot export "${schema}.${table}": there is no such table`);
};

const readKey = async (connection: PostgresConnection, { schema, table }: FoundTable): Promise<string[]> => {
  const rows = await connection.query(
    `select a.attname::text as name from pg_index i
      join unnest(i.indkey::int2[]) with ordinality k(number, place) on k.place <= i.indnkeyatts
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
      where i.indisprimary and i.indrelid = $1::regclass order by k.place`,
    [quoteQualified(schema, table)],
    'Cannot read the primary key of a table',
  );
  return rows.map((row) => String(row['name']));
};

/** By parameters, so that the server says of the value alone whether it is one of the type. */
const checkValues = async (
  connection: PostgresConnection,
  columns: readonly PostgresColumn[],
  filters: readonly ExportFilter[],
): Promise<void> => {
  for (const { column, value } of filters) {
    const type = columns.find(({ name }) => name === column)?.filterType ?? 'text';
    for (const one of [value].flat()) {
      if (one === null || typeof one !== 'string') continue;
      await connection.query(`select $1::text::${type}`, [one]).catch((error: unknown) => {
        if (!/^(?:22|23)/.test(postgresErrorState(error) ?? '')) throw error;
        throw new StevedoreError('REQUEST_INVALID', `Cannot export: the value of the filter "${column}" is no ${type}`);
      });
    }
  }
};

const statementOf = (
  table: string,
  { columns, filters, format, isSafe, order }: ExportPlan<PostgresColumn>,
  known: readonly PostgresColumn[],
): string => {
  const listed = columns.map(({ name, expression, isText }) => {
    const value = expression[format];
    return `${format === 'csv' && isSafe && isText ? defused(value) : value} as ${quoteName(name)}`;
  });
  const where = whereOf(filters, known, (value, { filterType }) => `${quoteText(value)}::${filterType}`);
  const rows = `select ${listed.join(', ')} from ${table} t${where}${orderOf(order, quoteName)}`;
  if (format === 'csv') return `copy (${rows}) to stdout (format csv)`;
  // JSON escapes control characters, so that neither the quote nor the delimiter occurs, and nothing is escaped twice.
  return `copy (select row_to_json(r) from (${rows}) r) to stdout (format csv, quote E'\\x01', delimiter E'\\x02')`;
};

const defused = (value: string): string =>
  `case when (${value})::text ~ '^[-=+@\\t\\r]' then '''' || (${value})::text else (${value})::text end`;
