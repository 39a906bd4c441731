import { inTransaction } from '../../../connectors/postgres/in-transaction.js';
import { openConnection, withConnection } from '../../../connectors/postgres/open-connection.js';
import type { PostgresConnection } from '../../../connectors/postgres/open-connection.js';
import { quoteName, quoteQualified } from '../../../connectors/postgres/quote-name.js';
import type { PostgresSettings } from '../../../contracts/connections/postgres.js';
import type { TableName } from '../../../contracts/table-import/table-name.js';
import { CONTROL_SCHEMA, stagingPrefix } from '../control-names.js';
import type { TableFacts } from '../table-facts.js';
import type { Claim, LedgerEntry, RejectStore, TableTarget, TableWriter } from '../table-target.js';
import { describeTable } from './catalog/describe-table.js';
import { listTables } from './catalog/list-tables.js';
import { LEDGER, readControl, REJECTS } from './control/control-tables.js';
import { readLedger } from './control/ledger.js';
import { endWriters } from './control/take-epoch.js';
import { PostgresRejects } from './rejects/reject-store.js';
import { SpareSession } from './spare-session.js';
import { openWriter } from './table-writer.js';

export interface PostgresTargetOptions {
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
}

/**
 * Makes the target; each of its methods opens a session of its own and closes it, but that of `describe` is taken by an
 * `open` that follows at once.
 */
export const openPostgresTarget = (settings: PostgresSettings, options: PostgresTargetOptions): TableTarget =>
  new PostgresTarget(settings, options);

class PostgresTarget implements TableTarget {
  readonly rejects: RejectStore;

  private readonly settings: PostgresSettings;
  private readonly options: PostgresTargetOptions;
  private spare: SpareSession | undefined;

  constructor(settings: PostgresSettings, options: PostgresTargetOptions) {
    this.settings = settings;
    this.options = options;
    this.rejects = new PostgresRejects((body) => this.session(body));
  }

  async describe(name: TableName): Promise<TableFacts | undefined> {
    const connection = await openConnection(this.settings, this.options);
    try {
      const facts = await describeTable(connection, name);
      await this.spare?.close();
      this.spare = new SpareSession(connection);
      return facts;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  listTables(limit: number): Promise<readonly TableName[]> {
    return this.session((connection) => listTables(connection, limit));
  }

  create({ schema, table }: TableName, columns: readonly string[], key: readonly string[]): Promise<void> {
    const own = columns.map((name) => `${quoteName(name)} varchar${key.includes(name) ? ' not null' : ''}`);
    const primary = key.length === 0 ? [] : [`primary key (${key.map(quoteName).join(', ')})`];
    const sql = `create table if not exists ${quoteQualified(schema, table)} (${[...own, ...primary].join(', ')})`;
    return this.define(sql, `Cannot create the table "${table}"`);
  }

  addColumns({ schema, table }: TableName, columns: readonly string[]): Promise<void> {
    if (columns.length === 0) return Promise.resolve();
    const added = columns.map((name) => `add column if not exists ${quoteName(name)} varchar`);
    const sql = `alter table ${quoteQualified(schema, table)} ${added.join(', ')}`;
    return this.define(sql, `Cannot add columns to the table "${table}"`);
  }

  countRows({ schema, table }: TableName): Promise<number> {
    const sql = `select count(*) as rows from ${quoteQualified(schema, table)}`;
    return this.session(async (connection) => {
      const [row] = await connection.query(sql, [], `Cannot count the rows of "${table}"`);
      return Number(row?.['rows']);
    });
  }

  async open(claim: Claim): Promise<TableWriter> {
    const { applicationName } = this.options;
    const { signal } = claim;
    const options = { applicationName, ...(signal !== undefined && { signal }) };
    const connection = this.spare?.take(signal) ?? (await openConnection(this.settings, options));
    return openWriter(connection, claim);
  }

  ledger(runId: string): Promise<readonly LedgerEntry[]> {
    return this.session((connection) => readLedger(connection, runId));
  }

  endedLedger(runId: string): Promise<readonly LedgerEntry[]> {
    return this.session(async (connection) => {
      await endWriters(connection, runId);
      return readLedger(connection, runId);
    });
  }

  clean(runId: string): Promise<void> {
    return this.session(async (connection) => {
      await endWriters(connection, runId);
      await dropStaging(connection, runId);
    });
  }

  prune(before: Date): Promise<number> {
    return this.session(async (connection) => {
      const sql = `select run_id from ${LEDGER} group by run_id having max(updated_at) < $1`;
      const rows = await readControl(connection, sql, [before.toISOString()], 'Cannot list the runs of the ledger');
      const runs = rows.map((row) => row['run_id'] as string);
      for (const run of runs) await dropStaging(connection, run);
      await inTransaction(connection, async () => {
        for (const table of [REJECTS, LEDGER]) {
          if (runs.length > 0) await connection.execute(`delete from ${table} where run_id = any ($1)`, [runs]);
        }
      });
      return runs.length;
    });
  }

  async end(): Promise<void> {
    await this.spare?.close();
  }

  private session<T>(body: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    return withConnection(this.settings, this.options, body);
  }

  /** Two that create the same at the same time would collide in the catalog, IF NOT EXISTS or not. */
  private define(sql: string, action: string): Promise<void> {
    return this.session(async (connection) => {
      const lock = `select pg_advisory_xact_lock(hashtextextended('stevedore definitions', 0))`;
      await connection.execute(`${lock}; ${sql}`, [], action);
    });
  }
}

const dropStaging = async (connection: PostgresConnection, runId: string): Promise<void> => {
  const rows = await connection.query(
    `select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relkind = 'r' and starts_with(c.relname::text, $2)`,
    [CONTROL_SCHEMA, stagingPrefix(runId)],
    'Cannot list the staging',
  );
  for (const row of rows) {
    const table = quoteQualified(CONTROL_SCHEMA, row['name'] as string);
    await connection.execute(`drop table if exists ${table}`, [], 'Cannot drop the staging');
  }
};
