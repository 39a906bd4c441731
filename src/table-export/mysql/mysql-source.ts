import { killThread } from '../../connectors/mysql/kill-thread.js';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { openConnection, withConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName, quoteQualified, quoteText } from '../../connectors/mysql/quote-name.js';
import { readColumns } from '../../connectors/mysql/read-columns.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import type { ConnectionOf } from '../../contracts/connections/connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ExportFilter } from '../../contracts/table-export/export-request.js';
import { orderOf, whereOf } from '../conditions.js';
import type { ExportPlan, ExportRows, ExportSource, SourceOptions } from '../export-source.js';
import type { FoundTable } from '../find-table.js';
import type { MysqlColumn } from './column-forms.js';
import { mysqlColumn } from './column-forms.js';
import { CsvEncoder } from './csv-encoder.js';
import { mysqlList } from './list-column.js';
import { NdjsonEncoder } from './ndjson-encoder.js';
import type { ValueForm } from './value-form.js';

type Plan = ExportPlan<MysqlColumn>;

/** Opens a session of MySQL or MariaDB for one export; its rows come by one SELECT. Throws `MYSQL_…` codes. */
export const openMysqlSource = async (
  settings: ConnectionOf<'mysql'>,
  found: FoundTable,
  { bigNumbers, signal, longestMs }: SourceOptions,
): Promise<ExportSource<MysqlColumn>> => {
  const connection = await openConnection(settings, 'publisher', {
    database: settings.database,
    programName: 'stevedore export',
    ...(signal !== undefined && { signal }),
  });
  const { schema, table, resource } = found;
  let known: readonly MysqlColumn[] = [];
  let isReading = false;
  let isClosed = false;
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', leave);
    if (isClosed) return;
    isClosed = true;
    const { id } = connection;
    connection.destroy();
    if (!isReading || id === 0) return;
    // A server that sorts, or waits to send, does not see that its client has gone.
    await withConnection(settings, 'publisher', { connectTimeoutMs: 2_000 }, (other) => killThread(other, id)).catch(
      () => undefined,
    );
  };
  // The driver only says good-bye, and waits for the server to do so, too.
  const leave = (): void => void close();
  signal?.addEventListener('abort', leave, { once: true });
  return {
    columns: async () => {
      const { flavor } = await readServerFacts(connection);
      const columns = await readColumns(connection, flavor, { schema, table });
      if (columns.length === 0)
        throw new StevedoreError('TABLE_UNKNOWN', `Cannot export "${schema}.${table}": there is no such table`);
      const lists = resource?.relations?.lists ?? [];
      known = [
        ...columns.map((column) => mysqlColumn(column, { bigNumbers, flavor })),
        ...lists.map((list) => mysqlList(list, schema)),
      ];
      return known;
    },
    key: async () => {
      const rows = await connection.query(
        `SELECT COLUMN_NAME AS name FROM information_schema.STATISTICS
          WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX`,
        [schema, table],
        'Cannot read the primary key of a table',
      );
      return rows.map((row) => String(row['name']));
    },
    checkFilters: (columns, filters) => checkValues(connection, columns, filters),
    rows: (plan) => {
      const encoder =
        plan.format === 'csv'
          ? new CsvEncoder(
              plan.columns.map(({ form }) => form),
              { isSafe: plan.isSafe },
            )
          : new NdjsonEncoder(plan.columns);
      async function* pieces() {
        // A server that cannot send for a minute would otherwise end the session of a slow reader.
        const seconds = Math.ceil(longestMs / 1_000) + 60;
        await connection.execute(`SET SESSION net_write_timeout = ${seconds}, group_concat_max_len = 16777216`);
        isReading = true;
        yield* connection.selectOut(
          statementOf(quoteQualified(schema, table), plan, known),
          encoder,
          'Cannot export rows',
        );
        isReading = false;
      }
      return { pieces: pieces(), count: () => encoder.rows } satisfies ExportRows;
    },
    close,
  };
};

const statementOf = (
  table: string,
  { columns, filters, format, order }: Plan,
  known: readonly MysqlColumn[],
): string => {
  const where = whereOf(filters, known, literalOf);
  return `SELECT ${columns.map(({ expression }) => expression[format]).join(', ')} FROM ${table} t${where}${orderOf(order, quoteName)}`;
};

/** A number in quotes would be compared as a double, which has too few digits for a decimal. */
const literalOf = (value: string, { form }: MysqlColumn): string => {
  const number = NUMBERS.has(form) ? numberOf(value, form) : undefined;
  return number ?? quoteText(value);
};

/** Undefined for what is none, or is too large for any number of the server. */
const numberOf = (value: string, form: ValueForm): string | undefined => {
  if (form === 'boolean' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true' ? '1' : '0';
  return NUMBER.test(value) && Number.isFinite(Number(value)) ? value : undefined;
};

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NUMBERS: ReadonlySet<ValueForm> = new Set(['number', 'digits', 'float', 'boolean']);
const TIMES: ReadonlySet<ValueForm> = new Set(['datetime', 'instant']);

/** The server would compare a number with whatever digits a text begins with, and a time with nothing. */
const checkValues = async (
  connection: MysqlConnection,
  columns: readonly MysqlColumn[],
  filters: readonly ExportFilter[],
): Promise<void> => {
  for (const { column, value } of filters) {
    const form = columns.find(({ name }) => name === column)?.form ?? 'text';
    for (const one of [value].flat()) {
      if (one === null || typeof one !== 'string') continue;
      if (NUMBERS.has(form) && numberOf(one, form) === undefined) throw refuse(column, 'number');
      if (!TIMES.has(form)) continue;
      const [row] = await connection.query('SELECT CAST(? AS DATETIME) IS NULL AS bad', [one]);
      if (Number(row?.['bad']) === 1) throw refuse(column, 'time');
    }
  }
};

const refuse = (column: string, what: string): StevedoreError =>
  new StevedoreError('REQUEST_INVALID', `Cannot export: the value of the filter "${column}" is no ${what}`);
