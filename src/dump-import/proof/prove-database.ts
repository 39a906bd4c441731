/**
 * The proof: staging holds exactly what the dump holds.
 *
 * For each table the server counts the rows and sums `CRC32(CONCAT_WS('\t', …))` over them; the dump index computed the
 * same two figures from the dump's bytes. Both sides must agree for every table, and the sets of tables must be equal.
 * There is no tolerance.
 */
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { withConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName, quoteText } from '../../connectors/mysql/quote-name.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { TableProof } from '../../contracts/dump-import/proof.js';
import { stagingSchema } from '../../contracts/dump-import/target-names.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { DumpIndex, TableIndex } from '../../formats/mysql-dump/dump-index.js';
import { rowsMerged } from '../load/assert-not-merged.js';
import { DEFAULT_NAMES } from '../load/apply-session.js';
import type { DumpServer } from '../../formats/mysql-dump/server-version.js';
import { describeWarnings } from '../load/load-warnings.js';
import type { TableWarnings } from '../load/load-warnings.js';
import { definitionMark } from './definition-mark.js';
import { explainDifference } from './explain-difference.js';
import { readColumns } from './read-columns.js';
import { settleAll } from '../../contracts/settle-all.js';
import { planStanding, standingExpression } from './standing-sum.js';
import { sumExpression } from './sum-expression.js';

export interface ProofRequest {
  readonly database: string;
  readonly index: DumpIndex;
  /** Connections that prove tables in parallel. @default 1 */
  readonly connections?: number;
  /** The proof of a table that was made behind its load, and which nobody can have written to since. @default none */
  readonly provedBefore?: (table: TableIndex) => TableProof | undefined;
  /**
   * The dump's file; a difference is then explained by column, row and cause. @default a failure names the table only
   */
  readonly dumpFile?: string;
  /** The server's warnings during the load. @default [] */
  readonly warnings?: readonly TableWarnings[];
  /** Shows values and keys of rows that differ (`logging.values`). @default false */
  readonly showValues?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress: (tablesDone: number, tablesTotal: number, table: string) => void;
}

/**
 * Proves every table of a staged database. Throws PROOF_FAILED naming the table, what was expected and what was found.
 */
export const proveDatabase = async (mysql: MysqlSettings, request: ProofRequest): Promise<TableProof[]> => {
  const { tables } = request.index;
  const options = {
    database: stagingSchema(request.database),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  };
  // The largest first, so that none is left to the end on one connection.
  const queue = [...tables].sort((one, other) => other.dataBytes - one.dataBytes);
  const proofs = new Map<string, TableProof>();
  const prove = (loader: MysqlConnection, server: DumpServer) => async (): Promise<void> => {
    for (let table = queue.shift(); table !== undefined; table = queue.shift()) {
      request.onProgress(proofs.size, tables.length, table.name);
      proofs.set(table.name, await proveTable(loader, request, table, server));
    }
  };
  await withConnection(mysql, 'loader', options, async (first) => {
    await assertSameTables(first, request);
    const { flavor, version } = await readServerFacts(first);
    const server = { flavor, version };
    const others = Math.max(0, Math.min(request.connections ?? 1, tables.length) - 1);
    const work = [
      prove(first, server),
      ...Array.from(
        { length: others },
        () => () => withConnection(mysql, 'loader', options, (loader) => prove(loader, server)()),
      ),
    ];
    await settleAll(
      work.map((one) =>
        one().catch((error: unknown) => {
          queue.length = 0;
          throw error;
        }),
      ),
    );
  });
  return tables.flatMap(({ name }) => proofs.get(name) ?? []);
};

const assertSameTables = async (loader: MysqlConnection, { database, index }: ProofRequest): Promise<void> => {
  const rows = await loader.query(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE <> 'VIEW'",
  );
  const found = new Set(rows.map((row) => String(row['name'])));
  const expected = new Set(index.tables.map(({ name }) => name));
  const lower = (names: Iterable<string>) => new Set([...names].map((name) => name.toLowerCase()));
  const missing = [...expected].filter((name) => !found.has(name) && !lower(found).has(name.toLowerCase()));
  const extra = [...found].filter((name) => !expected.has(name) && !lower(expected).has(name.toLowerCase()));
  if (missing.length + extra.length === 0) return;
  throw failed(database, missing[0] ?? extra[0] ?? '', [
    ...missing.map((name) => `table "${name}" is missing in staging`),
    ...extra.map((name) => `table "${name}" is in staging and not in the dump`),
  ]);
};

/** Throws PROOF_FAILED. The connection's session is as it was opened, but for its time zone. */
export const proveTable = async (
  loader: MysqlConnection,
  request: ProofRequest,
  table: TableIndex,
  server: DumpServer,
): Promise<TableProof> => {
  const { database, index, dumpFile } = request;
  const before = request.provedBefore?.(table);
  if (before !== undefined) return before;
  const columns = await readColumns(loader, table.name);
  const session = index.sessions[table.statements.find(({ kind }) => kind === 'insert')?.session ?? -1] ?? {};
  await loader.execute(`SET time_zone = ${session.timeZone === undefined ? 'DEFAULT' : quoteText(session.timeZone)}`);
  const context = { names: session.names ?? DEFAULT_NAMES, flavor: server.flavor };
  const sum = table.content.kind === 'proved' ? sumExpression(table.summed, columns, context) : "''";
  const explain = async (): Promise<string> => {
    const proved = table.content.kind === 'proved' && dumpFile !== undefined;
    const found = proved
      ? explainDifference(loader, {
          dumpFile,
          index,
          table,
          columns,
          context,
          server,
          showValues: request.showValues === true,
        })
      : undefined;
    // A difference that cannot be explained is a failure all the same.
    const difference = await found?.catch(() => '');
    const warned = describeWarnings(request.warnings?.find((one) => one.table === table.name)?.notes ?? []);
    const parts = [
      ...(difference === undefined || difference === '' ? [] : [difference]),
      ...(warned === '' ? [] : [`the server warned of ${warned}`]),
    ];
    return parts.length === 0 ? '' : `: ${parts.join('; ')}`;
  };
  const standing = planStanding(table, columns, context);
  const [row] = await loader.query(
    `SELECT CAST(COUNT(*) AS CHAR) AS row_count, CAST(${sum} AS CHAR) AS content_sum${
      standing.isProof ? '' : `, CAST(${standingExpression(standing, columns, server.flavor)} AS CHAR) AS standing_sum`
    }, @@time_zone AS time_zone FROM ${quoteName(table.name)}`,
  );
  const rows = Number(row?.['row_count']);
  if (rows !== table.rows && table.content.kind !== 'unproved') {
    if (rows < table.rows && table.merges)
      throw rowsMerged(table.name, table.merges.kind, `line ${table.merges.line} of the dump`, {
        line: table.merges.line,
      });
    throw failed(
      database,
      table.name,
      [`table "${table.name}" has ${rows} rows, the dump has ${table.rows} (line ${table.line})${await explain()}`],
      table.line,
    );
  }
  const contentSum = typeof row?.['content_sum'] === 'string' ? row['content_sum'] : '0';
  if (table.content.kind === 'proved' && contentSum !== table.content.sum) {
    throw failed(
      database,
      table.name,
      [
        `the rows of table "${table.name}" differ from the dump (content sum ${contentSum}, expected ${table.content.sum}; line ${table.line})${await explain()}`,
      ],
      table.line,
    );
  }
  return {
    table: table.name,
    rows,
    content: table.content,
    leftOut: table.leftOut,
    columns: columns.map(({ name, type }) => ({ name, type })),
    standing: {
      columns: standing.columns,
      names: standing.names,
      timeZone: String(row?.['time_zone']),
      sum: standing.isProof ? contentSum : String(row?.['standing_sum']),
    },
    definition: await definitionMark(loader, stagingSchema(database), table.name),
  };
};

/** `line` is that of the table's CREATE in the dump. */
const failed = (database: string, table: string, findings: readonly string[], line?: number): StevedoreError =>
  new StevedoreError(
    'PROOF_FAILED',
    `Cannot prove "${database}": ${findings.slice(0, 5).join('; ')}${findings.length > 5 ? '; …' : ''}`,
    { details: { database, table, findings: findings.length, ...(line !== undefined && { line }) } },
  );
