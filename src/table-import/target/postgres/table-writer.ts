import { inTransaction } from '../../../connectors/postgres/in-transaction.js';
import type { PostgresConnection } from '../../../connectors/postgres/open-connection.js';
import { isStevedoreError, StevedoreError } from '../../../contracts/errors.js';
import type { RecordCounts } from '../../../contracts/table-import/record-counts.js';
import { countsOf } from '../../../contracts/table-import/record-counts.js';
import type { LineReject, Reject } from '../../../contracts/table-import/reject.js';
import type { Batch, Claim, LedgerEntry, Published, PublishRequest, TableWriter } from '../table-target.js';
import { checkSets } from './staging/check-sets.js';
import type { StagedRecords } from './staging/staged-records.js';
import { addBatch, isUnreadable } from './write/add-batch.js';
import { assertAddUp } from '../assert-add-up.js';
import { MOST_REJECTS } from '../most-rejects.js';
import type { SetsChecked } from '../sets-checked.js';
import { refusedReason } from './write/refused-reason.js';
import { forgetRejects, keepRejects } from './rejects/keep-rejects.js';
import { lockLedger, readLedger, writeLedger } from './control/ledger.js';
import type { LedgerKey, LedgerRow } from '../ledger-row.js';
import { NumberedLines } from './staging/numbered-lines.js';
import { joinsStaging } from './write/joins-staging.js';
import { notePresence } from './write/note-presence.js';
import { countStaged, lockTarget, publishStaged, readExamples } from './write/publish-staged.js';
import { analyzeStaging, batchStaging, copyStatement, createStaging, fileStaging } from './staging/staging.js';
import { readShape } from './catalog/table-shape.js';
import type { TableShape } from './catalog/table-shape.js';
import { takeEpoch } from './control/take-epoch.js';

/** Opens the writer of one file by a session of its own. */
export const openWriter = async (connection: PostgresConnection, claim: Claim): Promise<TableWriter> => {
  try {
    const epoch = await takeEpoch(connection, claim);
    const ledger = (await readLedger(connection, claim.runId)).find(({ fileNo }) => fileNo === claim.fileNo);
    if (ledger === undefined) throw new StevedoreError('FENCED', 'Cannot write: the run was forgotten');
    return new PostgresWriter(connection, claim, { ...ledger, epoch }, await readShape(connection, claim.plan));
  } catch (error) {
    connection.destroy();
    throw error;
  }
};

class PostgresWriter implements TableWriter {
  readonly ledger: LedgerEntry;

  private readonly connection: PostgresConnection;
  private readonly key: LedgerKey;
  private readonly staged: StagedRecords;
  private readonly batches: StagedRecords;
  private hasBatchStaging = false;

  constructor(connection: PostgresConnection, claim: Claim, ledger: LedgerRow, shape: TableShape) {
    this.connection = connection;
    this.ledger = ledger;
    this.key = { runId: claim.runId, fileNo: claim.fileNo, epoch: ledger.epoch };
    this.staged = { connection, shape, plan: claim.plan, staging: fileStaging(claim) };
    this.batches = { ...this.staged, staging: batchStaging };
  }

  async stage(lines: AsyncIterable<Buffer>): Promise<{ rows: number; refused: readonly LineReject[] }> {
    const { connection, shape, staging } = this.staged;
    const numbered = new NumberedLines();
    try {
      return await this.write(async () => {
        await createStaging(connection, staging, shape);
        const rows = await connection.copyIn(
          copyStatement(staging, shape),
          numbered.pass(lines),
          'Cannot stage records',
        );
        if (joinsStaging(this.staged)) await analyzeStaging(connection, staging, shape);
        const nothing = { inserted: 0, updated: 0, unchanged: 0, superseded: 0, rejected: 0 };
        await writeLedger(connection, this.key, { phase: 'staging', records: 0, ...nothing, stagedRows: rows });
        return { rows, refused: [] };
      });
    } catch (error) {
      const line = isStevedoreError(error) ? numbered.numberOf(Number(error.details['line'])) : undefined;
      if (line === undefined || !isUnreadable(error)) throw error;
      return { rows: 0, refused: [{ line, reasons: [refusedReason(error as StevedoreError)] }] };
    }
  }

  checkSets(): Promise<SetsChecked> {
    return this.write(() => checkSets(this.staged, MOST_REJECTS));
  }

  saveRejects(
    rejects: AsyncIterable<Reject> | Iterable<Reject>,
    staged?: Pick<RecordCounts, 'records'>,
  ): Promise<void> {
    return this.write(async () => {
      await forgetRejects(this.connection, this.key);
      await keepRejects(this.connection, this.key, rejects);
      if (staged !== undefined)
        await writeLedger(this.connection, this.key, { phase: 'staged', records: staged.records });
    });
  }

  async publish(request: PublishRequest): Promise<Published> {
    if (request.dryRun !== true) return this.write((ledger) => this.publishRows(request, ledger), request.onCommit);
    const tried = this.write(async (ledger) => {
      throw new RolledBack(await this.publishRows(request, { ...ledger, phase: 'staged' }));
    });
    return tried.catch((error: unknown) => {
      if (error instanceof RolledBack) return error.published;
      throw error;
    });
  }

  writeBatch(batch: Batch): Promise<RecordCounts> {
    return this.write(async (ledger) => {
      const { connection, shape } = this.batches;
      if (!this.hasBatchStaging) await createStaging(connection, batchStaging, shape);
      const counts = await addBatch(this.batches, this.key, ledger, batch, !this.hasBatchStaging);
      this.hasBatchStaging = true;
      return counts;
    });
  }

  async finish(): Promise<void> {
    await this.write(() => writeLedger(this.connection, this.key, { phase: 'done' }));
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /** A transaction of this epoch; while it runs, no other takes the ledger's row. */
  private write<T>(body: (ledger: LedgerRow) => Promise<T>, onCommit?: () => void): Promise<T> {
    return inTransaction(this.connection, async () => body(await lockLedger(this.connection, this.key)), onCommit);
  }

  private async publishRows(request: PublishRequest, ledger: LedgerRow): Promise<Published> {
    if (ledger.phase === 'done') return countsOf(ledger);
    const { staged } = this;
    const { table } = staged.plan.name;
    await lockTarget(staged);
    const going = await countStaged(staged, ledger.stagedRows);
    const examples = request.dryRun === true ? await readExamples(staged, going) : undefined;
    const { refused, ...written } = await publishStaged(staged, going);
    const { records, superseded } = request;
    const counts = { records, ...written, superseded, rejected: request.rejected + refused.length };
    assertAddUp(table, counts);
    const presence = await notePresence(staged, request.rejected);
    const rejects = refused.length === 0 ? [] : await request.rejectsOf(refused);
    await keepRejects(this.connection, this.key, rejects);
    await writeLedger(this.connection, this.key, { phase: 'done', ...counts });
    return { ...counts, ...(examples !== undefined && { examples }), ...(presence !== undefined && { presence }) };
  }
}

/** Carries what was published out of a transaction that must not commit. */
class RolledBack extends Error {
  readonly published: Published;

  constructor(published: Published) {
    super('a dry run is rolled back');
    this.published = published;
  }
}
