import { inTransaction } from '../../../connectors/mysql/in-transaction.js';
import { killThread } from '../../../connectors/mysql/kill-thread.js';
import { openConnection, withConnection } from '../../../connectors/mysql/open-connection.js';
import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import { quoteQualified } from '../../../connectors/mysql/quote-name.js';
import type { MysqlSettings } from '../../../contracts/connections/mysql.js';
import type { TableName } from '../../../contracts/table-import/table-name.js';
import { CONTROL_SCHEMA, stagingPrefix } from '../control-names.js';
import type { TableFacts } from '../table-facts.js';
import type { Claim, LedgerEntry, RejectStore, TableTarget, TableWriter } from '../table-target.js';
import { describeTable } from './catalog/describe-table.js';
import { listTables } from './catalog/list-tables.js';
import { addTextColumns, createTextTable } from './catalog/create-table.js';
import { LEDGER, readControl, REJECTS } from './control/control-tables.js';
import { readLedger } from './control/ledger.js';
import { endWriters } from './control/take-epoch.js';
import { MysqlRejects } from './rejects/reject-store.js';
import { openWriter } from './table-writer.js';

export interface MysqlTargetOptions {
  /** Shown among the attributes of a connection. */
  readonly applicationName: string;
}

/** Makes the target, for MySQL and MariaDB; each of its methods opens a connection of its own and closes it. */
export const openMysqlTarget = (settings: MysqlSettings, options: MysqlTargetOptions): TableTarget =>
  new MysqlTarget(settings, options);

class MysqlTarget implements TableTarget {
  readonly rejects: RejectStore;

  private readonly settings: MysqlSettings;
  private readonly programName: string;

  constructor(settings: MysqlSettings, { applicationName }: MysqlTargetOptions) {
    this.settings = settings;
    this.programName = applicationName;
    this.rejects = new MysqlRejects((body) => this.session(body));
  }

  describe(name: TableName): Promise<TableFacts | undefined> {
    return this.session((connection) => describeTable(connection, name));
  }

  listTables(limit: number): Promise<readonly TableName[]> {
    return this.session((connection) => listTables(connection, limit));
  }

  create(name: TableName, columns: readonly string[], key: readonly string[]): Promise<void> {
    return this.session((connection) => createTextTable(connection, name, columns, key));
  }

  addColumns(name: TableName, columns: readonly string[]): Promise<void> {
    return this.session((connection) => addTextColumns(connection, name, columns));
  }

  countRows({ schema, table }: TableName): Promise<number> {
    const sql = `SELECT COUNT(*) AS counted FROM ${quoteQualified(schema, table)}`;
    return this.session(async (connection) => {
      const [row] = await connection.query(sql, [], `Cannot count the rows of "${table}"`);
      return Number(row?.['counted']);
    });
  }

  async open(claim: Claim): Promise<TableWriter> {
    const { programName, settings } = this;
    const { signal } = claim;
    const options = { programName, countsFoundRows: false, ...(signal !== undefined && { signal }) };
    const connection = await openConnection(settings, 'loader', options);
    signal?.addEventListener('abort', () => this.endStatement(connection.id), { once: true });
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
      const sql = `SELECT run_id FROM ${LEDGER} GROUP BY run_id HAVING MAX(updated_at) < ?`;
      const time = before.toISOString().replace('T', ' ').replace('Z', '');
      const rows = await readControl(connection, sql, [time], 'Cannot list the runs of the ledger');
      for (const row of rows) {
        const runId = String(row['run_id']);
        await dropStaging(connection, runId);
        await inTransaction(connection, async () => {
          for (const table of [REJECTS, LEDGER]) {
            await connection.query(`DELETE FROM ${table} WHERE run_id = ?`, [runId], 'Cannot forget a run');
          }
        });
      }
      return rows.length;
    });
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  private session<T>(body: (connection: MysqlConnection) => Promise<T>): Promise<T> {
    return withConnection(this.settings, 'loader', { programName: this.programName }, body);
  }

  /** The server would go on with the statement of a connection that is gone. Best effort: a later epoch ends it too. */
  private endStatement(id: number): void {
    void this.session((connection) => killThread(connection, id)).catch(() => undefined);
  }
}

const dropStaging = async (connection: MysqlConnection, runId: string): Promise<void> => {
  const prefix = stagingPrefix(runId);
  const rows = await connection.query(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND LEFT(TABLE_NAME, ?) = ?',
    [CONTROL_SCHEMA, prefix.length, prefix],
    'Cannot list the staging',
  );
  for (const row of rows) {
    const table = quoteQualified(CONTROL_SCHEMA, String(row['name']));
    await connection.execute(`DROP TABLE IF EXISTS ${table}`, 'Cannot drop the staging');
  }
};
