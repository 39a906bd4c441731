import type { PostgresConnection, Row } from '../../../../connectors/postgres/open-connection.js';
import type { Reason } from '../../../../contracts/table-import/reason.js';
import type { RejectState, StoredReject } from '../../../../contracts/table-import/reject.js';
import type { RejectAt, RejectGroup, RejectQuery, RejectStore, ReplayedReject } from '../../table-target.js';
import { LEDGER, readControl, REJECTS } from '../control/control-tables.js';

const READ = 'Cannot read the rejects';
const WRITE = 'Cannot write the state of rejects';

/** The rejects of all runs that went into one database. */
export class PostgresRejects implements RejectStore {
  private readonly session: <T>(body: (connection: PostgresConnection) => Promise<T>) => Promise<T>;

  constructor(session: PostgresRejects['session']) {
    this.session = session;
  }

  list({ runId, state, reason, after, limit }: RejectQuery): Promise<readonly StoredReject[]> {
    const sql = `select * from ${REJECTS} where run_id = $1 and ($2::text is null or state = $2)
      and (file_no, line) > ($3::integer, $4::bigint)
      and ($6::text is null or exists (select from jsonb_array_elements(reasons) reason
        where reason->>'code' = $6 and reason->>'column' is not distinct from $7::text))
      order by file_no, line limit $5`;
    const values = [runId, state ?? null, after?.fileNo ?? 0, after?.line ?? 0, limit];
    values.push(reason?.code ?? null, reason?.column ?? null);
    return this.session(async (connection) => (await readControl(connection, sql, values, READ)).map(storedReject));
  }

  count(runId: string): Promise<Readonly<Record<RejectState, number>>> {
    const sql = `select state, count(*) as count from ${REJECTS} where run_id = $1 group by state`;
    return this.session(async (connection) => {
      const rows = await readControl(connection, sql, [runId], READ);
      const counts = rows.map((row) => [row['state'], Number(row['count'])]);
      return { open: 0, replayed: 0, dismissed: 0, ...Object.fromEntries(counts) } as Record<RejectState, number>;
    });
  }

  total(runId: string): Promise<number> {
    const sql = `select coalesce(sum(rejected), 0) as total from ${LEDGER} where run_id = $1`;
    return this.session(async (connection) =>
      Number((await readControl(connection, sql, [runId], READ))[0]?.['total'] ?? 0),
    );
  }

  groups(runId: string): Promise<readonly RejectGroup[]> {
    const sql = `select reason->>'code' as code, reason->>'column' as column, count(*) as count,
        count(*) filter (where state = 'open') as open
      from ${REJECTS}, jsonb_array_elements(reasons) reason where run_id = $1
      group by 1, 2 order by 3 desc, 1, 2`;
    return this.session(async (connection) =>
      (await readControl(connection, sql, [runId], READ)).map(({ code, column, count, open }) => ({
        code: code as string,
        ...(typeof column === 'string' && { column }),
        count: Number(count),
        open: Number(open),
      })),
    );
  }

  mend({ runId, fileNo, line }: RejectAt, raw: Buffer): Promise<boolean> {
    const sql = `update ${REJECTS} set mended = $4 where run_id = $1 and file_no = $2 and line = $3 and state = 'open' returning line`;
    return this.session(
      async (connection) => (await readControl(connection, sql, [runId, fileNo, line, raw], READ)).length === 1,
    );
  }

  setState({ runId, fileNo, line }: RejectAt, state: RejectState): Promise<void> {
    const sql = `update ${REJECTS} set state = $4 where run_id = $1 and file_no = $2 and line = $3 and state <> 'replayed'`;
    return this.session(async (connection) => {
      await readControl(connection, sql, [runId, fileNo, line, state], WRITE);
    });
  }

  settle(runId: string, replayed: readonly ReplayedReject[], by: string): Promise<number> {
    const sql = `update ${REJECTS} r set state = 'replayed', replay_run_id = $5
      from unnest($2::integer[], $3::bigint[], $4::text[]) a(file_no, line, mended)
      where r.run_id = $1 and r.file_no = a.file_no and r.line = a.line
        and coalesce(encode(sha256(r.mended), 'hex'), '') = a.mended returning r.line`;
    const columns = [
      replayed.map(({ fileNo }) => fileNo),
      replayed.map(({ line }) => line),
      replayed.map(({ mended }) => mended),
    ];
    return this.session(
      async (connection) => (await readControl(connection, sql, [runId, ...columns, by], WRITE)).length,
    );
  }
}

const storedReject = (row: Row): StoredReject => ({
  runId: row['run_id'] as string,
  fileNo: Number(row['file_no']),
  line: Number(row['line']),
  number: Number(row['number']),
  reasons: JSON.parse(row['reasons'] as string) as Reason[],
  raw: bytesOf(row['raw']),
  rawBytes: Number(row['raw_bytes']),
  state: row['state'] as RejectState,
  ...(row['mended'] !== null && { mended: bytesOf(row['mended']) }),
  ...(typeof row['replay_run_id'] === 'string' && { replayRunId: row['replay_run_id'] }),
});

/** Of a `bytea` as the server writes it: `\x` and hexadecimal digits. */
const bytesOf = (text: unknown): Buffer => Buffer.from((text as string).slice(2), 'hex');
