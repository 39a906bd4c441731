import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteQualified, quoteText } from '../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import type { LiveFinding, NotCompared } from '../../contracts/maintenance/verification.js';
import type { TableProof } from '../../contracts/dump-import/proof.js';
import { definitionMark } from '../proof/definition-mark.js';
import type { ServerColumn } from '../proof/read-columns.js';
import { readColumns } from '../proof/read-columns.js';
import { standingExpression } from '../proof/standing-sum.js';

/** A table of a generation, and the live one of its name. */
export interface TableToCompare {
  readonly database: string;
  readonly live: string;
  readonly proof: TableProof;
  /** The server shows definitions as it did when it proved them. */
  readonly sameServer: boolean;
}

export interface ComparedTable {
  readonly findings: readonly LiveFinding[];
  readonly notCompared: readonly NotCompared[];
  /** Rows that were compared. */
  readonly rows: number;
}

/**
 * Compares one live table with what its generation recorded: columns, definition, then rows and their sum in one
 * statement, which an engine with transactions answers from one state. Reads only. Throws `MYSQL_…` codes.
 */
export const compareTable = async (
  publisher: MysqlConnection,
  table: TableToCompare,
  flavor: ServerFacts['flavor'],
): Promise<ComparedTable> => {
  try {
    return await compare(publisher, table, flavor);
  } catch (error) {
    if (!GONE.has(mysqlErrorNumber(error) ?? 0)) throw error;
    return { findings: [missingTable(table)], notCompared: [], rows: 0 };
  }
};

/** Dropped, or moved away, since the list of tables was read. */
const GONE: ReadonlySet<number> = new Set([1146, 1049, 1412]);

export const missingTable = ({ database, proof }: Pick<TableToCompare, 'database' | 'proof'>): LiveFinding => ({
  database,
  kind: 'table',
  name: proof.table,
  change: 'missing',
  rowsThen: proof.rows,
});

const compare = async (
  publisher: MysqlConnection,
  { database, live, proof, sameServer }: TableToCompare,
  flavor: ServerFacts['flavor'],
): Promise<ComparedTable> => {
  const about = { database, kind: 'table', name: proof.table } as const;
  const { standing } = proof;
  if (standing) await publisher.execute(`SET time_zone = ${quoteText(standing.timeZone)}`);
  const columns = await readColumns(publisher, live, database);
  const changed = changedColumns(proof.columns, columns, sameServer);
  const summable = standing !== undefined && hasAll(columns, standing.columns);
  const sum = summable ? `CAST(${standingExpression(standing, columns, flavor)} AS CHAR)` : "''";
  const [row] = await publisher.query(
    `SELECT CAST(COUNT(*) AS CHAR) AS row_count, ${sum} AS content_sum FROM ${quoteQualified(database, live)}`,
  );
  const figures = { rowsThen: proof.rows, rowsNow: Number(row?.['row_count']) };
  const findings: LiveFinding[] = [];
  if (changed.length > 0) findings.push({ ...about, change: 'columns', columns: changed.slice(0, 5), ...figures });
  else if (sameServer && proof.definition !== undefined) {
    const mark = await definitionMark(publisher, database, live);
    if (mark !== proof.definition) findings.push({ ...about, change: 'definition' });
  }
  if (figures.rowsNow !== proof.rows) findings.push({ ...about, change: 'rows', ...figures });
  else if (summable && String(row?.['content_sum']) !== standing.sum)
    findings.push({ ...about, change: 'content', ...figures });
  return {
    findings,
    notCompared: standing === undefined ? [{ database, name: proof.table, reason: ROWS_ONLY }] : [],
    rows: figures.rowsNow,
  };
};

const ROWS_ONLY =
  'only its rows were counted: its generation was published before 0.3.0, without a sum that can be made again';

/** A server that was upgraded may name the same type otherwise. */
const changedColumns = (
  then: TableProof['columns'],
  now: readonly ServerColumn[],
  sameServer: boolean,
): readonly string[] => {
  if (then.length === 0) return [];
  const types = new Map(now.map(({ name, type }) => [name.toLowerCase(), type]));
  const before = new Set(then.map(({ name }) => name.toLowerCase()));
  return [
    ...then
      .filter(({ name, type }) => {
        const found = types.get(name.toLowerCase());
        return found === undefined || (sameServer && found !== type);
      })
      .map(({ name }) => name),
    ...now.filter(({ name }) => !before.has(name.toLowerCase())).map(({ name }) => name),
  ];
};

const hasAll = (columns: readonly ServerColumn[], wanted: readonly { readonly name: string }[]): boolean => {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return wanted.every(({ name }) => names.has(name.toLowerCase()));
};
