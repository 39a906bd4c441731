import type { MysqlConnection, Row } from '../../../../connectors/mysql/open-connection.js';
import type { Reason } from '../../../../contracts/table-import/reason.js';
import type { RejectState, StoredReject } from '../../../../contracts/table-import/reject.js';
import type { RejectAt, RejectGroup, RejectQuery, RejectStore, ReplayedReject } from '../../table-target.js';
import { LEDGER, readControl, REJECTS } from '../control/control-tables.js';

const READ = 'Cannot read the rejects';
const WRITE = 'Cannot write the state of rejects';

/** Each reject `r` once for each `reason` that it has. */
const REASONS = `${REJECTS} r, JSON_TABLE(r.reasons, '$[*]' COLUMNS (code VARCHAR(64) PATH '$.code', in_column VARCHAR(255) PATH '$.column')) reason`;

/** The rejects of all runs that went into one server. */
export class MysqlRejects implements RejectStore {
  private readonly session: <T>(body: (connection: MysqlConnection) => Promise<T>) => Promise<T>;

  constructor(session: MysqlRejects['session']) {
    this.session = session;
  }

  list({ runId, state, reason, after, limit }: RejectQuery): Promise<readonly StoredReject[]> {
    const [file, line] = [after?.fileNo ?? 0, after?.line ?? 0];
    const forReason = `AND (file_no, line) IN (SELECT r.file_no, r.line FROM ${REASONS}
      WHERE r.run_id = ? AND reason.code = ? AND reason.in_column <=> ?)`;
    const sql = `SELECT line, run_id, file_no, number, reasons, raw, raw_bytes, mended, state, replay_run_id FROM ${REJECTS}
      WHERE run_id = ? AND (? IS NULL OR state = ?) AND (file_no > ? OR file_no = ? AND line > ?)
      ${reason === undefined ? '' : forReason} ORDER BY file_no, line LIMIT ?`;
    const ofReason = reason === undefined ? [] : [runId, reason.code, reason.column ?? null];
    const values = [runId, state ?? null, state ?? null, file, file, line, ...ofReason, limit];
    return this.session(async (connection) => (await readControl(connection, sql, values, READ)).map(storedReject));
  }

  count(runId: string): Promise<Readonly<Record<RejectState, number>>> {
    const sql = `SELECT state, COUNT(*) AS count FROM ${REJECTS} WHERE run_id = ? GROUP BY state`;
    return this.session(async (connection) => {
      const rows = await readControl(connection, sql, [runId], READ);
      const counts = rows.map((row) => [row['state'], Number(row['count'])]);
      return { open: 0, replayed: 0, dismissed: 0, ...Object.fromEntries(counts) } as Record<RejectState, number>;
    });
  }

  total(runId: string): Promise<number> {
    const sql = `SELECT COALESCE(SUM(rejected), 0) AS total FROM ${LEDGER} WHERE run_id = ?`;
    return this.session(async (connection) =>
      Number((await readControl(connection, sql, [runId], READ))[0]?.['total'] ?? 0),
    );
  }

  groups(runId: string): Promise<readonly RejectGroup[]> {
    const sql = `SELECT reason.code AS code, reason.in_column AS in_column, COUNT(*) AS count,
        COALESCE(SUM(r.state = 'open'), 0) AS still_open FROM ${REASONS}
      WHERE r.run_id = ? GROUP BY reason.code, reason.in_column ORDER BY 3 DESC, 1, 2`;
    return this.session(async (connection) =>
      (await readControl(connection, sql, [runId], READ)).map((row) => ({
        code: String(row['code']),
        ...(typeof row['in_column'] === 'string' && { column: row['in_column'] }),
        count: Number(row['count']),
        open: Number(row['still_open']),
      })),
    );
  }

  mend({ runId, fileNo, line }: RejectAt, raw: Buffer): Promise<boolean> {
    const at = `run_id = ? AND file_no = ? AND line = ? AND state = 'open'`;
    return this.session(async (connection) => {
      const sql = `UPDATE ${REJECTS} SET mended = ? WHERE ${at}`;
      await readControl(connection, sql, [raw, runId, fileNo, line], 'Cannot mend a reject');
      const there = `SELECT 1 AS found FROM ${REJECTS} WHERE ${at}`;
      return (await readControl(connection, there, [runId, fileNo, line], READ)).length === 1;
    });
  }

  setState({ runId, fileNo, line }: RejectAt, state: RejectState): Promise<void> {
    const sql = `UPDATE ${REJECTS} SET state = ? WHERE run_id = ? AND file_no = ? AND line = ? AND state <> 'replayed'`;
    return this.session(async (connection) => {
      await readControl(connection, sql, [state, runId, fileNo, line], WRITE);
    });
  }

  settle(runId: string, replayed: readonly ReplayedReject[], by: string): Promise<number> {
    return this.session(async (connection) => {
      let settled = 0;
      for (const some of parts(replayed)) {
        const places = some.map(({ fileNo, line }) => [fileNo, line]);
        const asRead = some.map(({ fileNo, line, mended }) => [fileNo, line, mended]);
        // The places alone are found by the index.
        const sql = `UPDATE ${REJECTS} SET state = 'replayed', replay_run_id = ? WHERE run_id = ?
          AND (file_no, line) IN (?) AND (file_no, line, COALESCE(SHA2(mended, 256), '')) IN (?)`;
        await readControl(connection, sql, [by, runId, places, asRead], WRITE);
        const [row] = await connection.query('SELECT ROW_COUNT() AS settled', [], WRITE);
        settled += Math.max(0, Number(row?.['settled']));
      }
      return settled;
    });
  }
}

const STATES_OF_A_STATEMENT = 1_000;

const parts = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / STATES_OF_A_STATEMENT) }, (_, at) =>
    all.slice(at * STATES_OF_A_STATEMENT, (at + 1) * STATES_OF_A_STATEMENT),
  );

const storedReject = (row: Row): StoredReject => ({
  runId: String(row['run_id']),
  fileNo: Number(row['file_no']),
  line: Number(row['line']),
  number: Number(row['number']),
  reasons: JSON.parse(String(row['reasons'])) as Reason[],
  raw: row['raw'] as Buffer,
  rawBytes: Number(row['raw_bytes']),
  state: row['state'] as RejectState,
  ...(row['mended'] !== null && { mended: row['mended'] as Buffer }),
  ...(typeof row['replay_run_id'] === 'string' && { replayRunId: row['replay_run_id'] }),
});
