import { inTransaction } from '../../../connectors/mysql/in-transaction.js';
import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import { readServerFacts } from '../../../connectors/mysql/server-facts.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { RecordCounts } from '../../../contracts/table-import/record-counts.js';
import { countsOf } from '../../../contracts/table-import/record-counts.js';
import type { Reject } from '../../../contracts/table-import/reject.js';
import { assertAddUp } from '../assert-add-up.js';
import { MOST_REJECTS } from '../most-rejects.js';
import type { SetsChecked } from '../sets-checked.js';
import type { Batch, Claim, LedgerEntry, Published, PublishRequest, TableWriter } from '../table-target.js';
import { readShape } from './catalog/table-shape.js';
import type { TableShape } from './catalog/table-shape.js';
import { lockLedger, readLedger, writeLedger } from './control/ledger.js';
import type { LedgerKey, LedgerRow } from '../ledger-row.js';
import { takeEpoch } from './control/take-epoch.js';
import { forgetRejects, keepRejects } from './rejects/keep-rejects.js';
import { checkSets } from './staging/check-sets.js';
import { loadLines } from './staging/load-lines.js';
import type { Loaded } from './staging/load-lines.js';
import { isOfSelf } from './staging/set-finder.js';
import { batchStaging, createStaging, emptyStaging, fileStaging } from './staging/staging.js';
import type { StagedRecords } from './staging/staging.js';
import { addBatch } from './write/add-batch.js';
import { withTargetLocked } from './write/lock-target.js';
import { notePresence } from './write/note-presence.js';
import { countStaged, publishStaged, readExamples } from './write/publish-staged.js';
import { prepareWriter } from './prepare-writer.js';

/** Opens the writer of one file by a session of its own. */
export const openWriter = async (connection: MysqlConnection, claim: Claim): Promise<TableWriter> => {
  try {
    const server = await readServerFacts(connection);
    await prepareWriter(connection, server);
    const epoch = await takeEpoch(connection, claim);
    const ledger = (await readLedger(connection, claim.runId)).find(({ fileNo }) => fileNo === claim.fileNo);
    if (ledger === undefined) throw new StevedoreError('FENCED', 'Cannot write: the run was forgotten');
    const shape = await readShape(connection, server, claim.plan);
    return new MysqlWriter(connection, claim, { ...ledger, epoch }, shape);
  } catch (error) {
    connection.destroy();
    throw error;
  }
};

const NOTHING = { inserted: 0, updated: 0, unchanged: 0, superseded: 0, rejected: 0 };

/** 1. What defines a table commits, so it comes before each transaction, and finds the epoch first. */
class MysqlWriter implements TableWriter {
  readonly ledger: LedgerEntry;

  private readonly connection: MysqlConnection;
  private readonly key: LedgerKey;
  private readonly staged: StagedRecords;
  private readonly batches: StagedRecords;
  private hasBatchStaging = false;
  /** Whether no record in the staging is marked: this writer has just loaded it. */
  private isFresh = false;

  constructor(connection: MysqlConnection, claim: Claim, ledger: LedgerRow, shape: TableShape) {
    const { runId, fileNo, plan } = claim;
    this.connection = connection;
    this.ledger = ledger;
    this.key = { runId, fileNo, epoch: ledger.epoch };
    this.staged = { connection, shape, plan, staging: fileStaging(runId, fileNo) };
    // Records that refer to each other are looked for in the staging while it is read.
    const isJoined = plan.references.some((reference) => isOfSelf(plan, reference));
    this.batches = isJoined ? this.staged : { ...this.staged, staging: batchStaging };
  }

  async stage(lines: AsyncIterable<Buffer>): Promise<Loaded> {
    await this.write(() => Promise.resolve());
    await createStaging(this.staged);
    const loading = this.write(async () => {
      const loaded = await loadLines(this.staged, lines);
      if (loaded.refused.length > 0) throw new Refused(loaded);
      await writeLedger(this.connection, this.key, {
        phase: 'staging',
        records: 0,
        ...NOTHING,
        stagedRows: loaded.rows,
      });
      return loaded;
    });
    const loaded = await loading.catch((error: unknown) => {
      if (error instanceof Refused) return error.loaded;
      throw error;
    });
    if (loaded.refused.length > 0) return { ...loaded, rows: 0 };
    const table = this.staged.staging.table;
    await this.connection.execute(`ANALYZE NO_WRITE_TO_BINLOG TABLE ${table}`, 'Cannot analyze the staging');
    this.isFresh = true;
    return loaded;
  }

  checkSets(): Promise<SetsChecked> {
    const { isFresh } = this;
    this.isFresh = false;
    return this.write(() => checkSets(this.staged, { most: MOST_REJECTS, isFresh }));
  }

  saveRejects(
    rejects: AsyncIterable<Reject> | Iterable<Reject>,
    staged?: Pick<RecordCounts, 'records'>,
  ): Promise<void> {
    return this.write(async () => {
      await forgetRejects(this.connection, this.key);
      await keepRejects(this.connection, this.key, rejects);
      if (staged === undefined) return;
      await writeLedger(this.connection, this.key, { phase: 'staged', records: staged.records });
    });
  }

  async publish(request: PublishRequest): Promise<Published> {
    if (request.dryRun !== true)
      return this.writeAlone((ledger) => this.publishRows(request, ledger), request.onCommit);
    const tried = this.writeAlone(async (ledger) => {
      throw new RolledBack(await this.publishRows(request, { ...ledger, phase: 'staged' }));
    });
    return tried.catch((error: unknown) => {
      if (error instanceof RolledBack) return error.published;
      throw error;
    });
  }

  async writeBatch(batch: Batch): Promise<RecordCounts> {
    if (this.hasBatchStaging) await emptyStaging(this.batches);
    else await createStaging(this.batches);
    this.hasBatchStaging = true;
    return this.writeAlone((ledger) => addBatch(this.batches, this.key, ledger, batch));
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

  private writeAlone<T>(body: (ledger: LedgerRow) => Promise<T>, onCommit?: () => void): Promise<T> {
    return withTargetLocked(this.connection, this.staged.plan.name, () => this.write(body, onCommit));
  }

  private async publishRows(request: PublishRequest, ledger: LedgerRow): Promise<Published> {
    if (ledger.phase === 'done') return countsOf(ledger);
    const { staged } = this;
    const count = await countStaged(staged, ledger.stagedRows);
    const examples = request.dryRun === true ? await readExamples(staged) : undefined;
    const { refused, ...written } = await publishStaged(staged, count);
    const { records, superseded } = request;
    const counts = { records, ...written, superseded, rejected: request.rejected + refused.length };
    assertAddUp(staged.plan.name.table, counts);
    const presence = await notePresence(staged, request.rejected);
    const rejects = refused.length === 0 ? [] : await request.rejectsOf(refused);
    if (rejects.length > 0) await keepRejects(this.connection, this.key, rejects);
    await writeLedger(this.connection, this.key, { phase: 'done', ...counts });
    return { ...counts, ...(examples !== undefined && { examples }), ...(presence !== undefined && { presence }) };
  }
}

/** Carries what was loaded out of a transaction that must not commit. */
class Refused extends Error {
  readonly loaded: Loaded;

  constructor(loaded: Loaded) {
    super('some lines were refused');
    this.loaded = loaded;
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
