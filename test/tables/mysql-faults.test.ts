import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StevedoreError } from '../../src/contracts/errors.js';
import type { RecordCounts } from '../../src/contracts/table-import/record-counts.js';
import type { StagedFile } from '../../src/table-import/import/stage-file.js';
import { publishFile } from '../../src/table-import/import/publish-file.js';
import { stageFile } from '../../src/table-import/import/stage-file.js';
import { writeBatches } from '../../src/table-import/import/write-batches.js';
import type { CsvImport } from './import-csv.js';
import { csvImport, csvOf } from './import-csv.js';
import type { MysqlStand } from './mysql-stand.js';
import { literal, SCHEMA, SERVER_NAME, startMysqlStand } from './mysql-stand.js';
import type { Record_ } from './import-csv.js';

const account = (id: number, version = 0): Record_ => ({ id: `${id}`, email: `${id}@x.org`, name: `n${version}` });
const accounts = (from: number, to: number, version = 0): Record_[] =>
  Array.from({ length: to - from + 1 }, (_, at) => account(from + at, version));

/** Rows that are there, and a file with every fate in it. */
const BEFORE = accounts(1, 30);
const FILE = [
  ...accounts(1, 10),
  ...accounts(11, 20, 1),
  ...accounts(31, 60),
  { ...account(61), name: null },
  { ...account(62), email: '1@x.org' },
  { ...account(31), name: 'last' },
  { ...account(63), name: 'refused' },
];
const COUNTS: RecordCounts = { records: 54, inserted: 30, updated: 10, unchanged: 10, superseded: 1, rejected: 3 };
/** In batches of 20 a key comes again that an earlier batch has written. */
const BATCH_COUNTS: RecordCounts = { ...COUNTS, updated: 11, superseded: 0 };

const IS_PUBLISHED = "SELECT COUNT(*) FROM account WHERE name IN ('n1', 'last')";
const ROWS = "SELECT COUNT(*), SUM(id), SUM(name = 'n0'), SUM(name = 'n1'), SUM(name = 'last') FROM account";
const ROWS_BEFORE = '30\t465\t30\t0\t0';
const ROWS_AFTER = '60\t1830\t49\t10\t1';

describe(`an import into ${SERVER_NAME} that is struck`, () => {
  let stand: MysqlStand;
  let one: CsvImport;
  beforeAll(async () => {
    stand = await startMysqlStand();
    await stand.sql(`CREATE TABLE account (id INTEGER PRIMARY KEY, email VARCHAR(80) NOT NULL UNIQUE,
      name VARCHAR(40) NOT NULL, CONSTRAINT no_refused CHECK (name <> 'refused'))`);
    // The control tables are created once.
    await prepare();
    await once([]);
    await stand.target.clean(one.file.runId);
  });
  afterAll(() => stand?.stop());
  beforeEach(() => prepare());

  const prepare = async (commit: 'once' | 'batches' = 'once'): Promise<void> => {
    stand.proxy.setHooks({});
    const values = BEFORE.map(
      (row) =>
        `(${Object.values(row)
          .map((value) => literal(value ?? ''))
          .join(', ')})`,
    );
    await stand.sql(`DELETE FROM account; INSERT INTO account VALUES ${values.join(', ')}`);
    one?.remove();
    one = csvImport(stand.target, SCHEMA, 'account', csvOf(FILE), { commit, batchSize: 20 });
  };

  /** The statements of one import that are not the same as one before, as they are sent. */
  const statementsOf = async (run: () => Promise<unknown>): Promise<string[]> => {
    const seen: string[] = [];
    stand.proxy.setHooks({
      onQuery: (sql) => {
        seen.push(sql);
        return 'forward';
      },
    });
    await run();
    stand.proxy.setHooks({});
    return seen;
  };

  const strikeAt = (nth: number, when: 'before' | 'after'): { fired: () => boolean } => {
    let count = 0;
    let fired = false;
    stand.proxy.setHooks({
      onQuery: () => {
        if (count++ !== nth) return 'forward';
        fired = true;
        return { kill: () => undefined, when };
      },
    });
    return { fired: () => fired };
  };

  /** What the workflow does: each step again until it succeeds, a few times. */
  const again = async <T>(step: () => Promise<T>, failures: unknown[]): Promise<T> => {
    for (;;) {
      try {
        return await step();
      } catch (error) {
        failures.push(error);
        if (failures.length > 3) throw error;
      }
    }
  };

  const once = async (failures: unknown[]): Promise<RecordCounts> => {
    const staged: StagedFile = await again(() => stageFile(stand.target, one.file), failures);
    return again(async () => {
      const rows = await stand.sql(ROWS);
      expect([ROWS_BEFORE, ROWS_AFTER]).toContain(rows);
      return publishFile(stand.target, one.file, staged);
    }, failures);
  };

  const assertDone = async (counts: RecordCounts, wanted: RecordCounts): Promise<void> => {
    expect(counts).toEqual(wanted);
    expect(await stand.sql(ROWS)).toBe(ROWS_AFTER);
    const { runId } = one.file;
    expect(await stand.target.ledger(runId)).toMatchObject([{ phase: 'done', ...wanted }]);
    expect(await stand.target.rejects.count(runId)).toMatchObject({ open: wanted.rejected });
    await stand.target.clean(runId);
    expect(await stand.sql("SHOW TABLES FROM stevedore LIKE 'stg%'")).toBe('');
  };

  test.each(['before', 'after'] as const)(
    'once: the connection is lost %s any statement of staging and publishing',
    async (when) => {
      const statements = await statementsOf(() => once([]));
      await assertDone(COUNTS_OF(await stand.target.ledger(one.file.runId)), COUNTS);
      const struck = new Set<string>();
      for (const [nth, sql] of statements.entries()) {
        // A statement that was struck already, but for its numbers.
        const kind = sql.replaceAll(/[0-9a-f]{12,}|\d+/g, '#').slice(0, 120);
        if (struck.has(kind)) continue;
        struck.add(kind);
        await prepare();
        const strike = strikeAt(nth, when);
        const failures: unknown[] = [];
        const counts = await once(failures);
        expect(strike.fired(), sql).toBe(true);
        stand.proxy.setHooks({});
        for (const failure of failures)
          expect(failure, sql).toMatchObject({
            code: expect.stringMatching(/^MYSQL_CONNECTION_LOST|^MYSQL_UNREACHABLE/) as string,
          });
        await assertDone(counts, COUNTS);
      }
      expect(struck.size).toBeGreaterThan(30);
    },
  );

  test.each(['before', 'after'] as const)(
    'in batches: the connection is lost %s any statement of the second batch',
    async (when) => {
      await prepare('batches');
      const statements = await statementsOf(() => writeBatches(stand.target, one.file));
      await assertDone(COUNTS_OF(await stand.target.ledger(one.file.runId)), BATCH_COUNTS);
      const commits = [...statements.entries()].filter(([, sql]) => sql === 'COMMIT').map(([nth]) => nth);
      const [from = 0, to = 0] = [commits[0], commits[1]];
      for (let nth = from; nth <= to + 1; nth++) {
        await prepare('batches');
        const strike = strikeAt(nth, when);
        const failures: unknown[] = [];
        const counts = await again(() => writeBatches(stand.target, one.file), failures);
        expect(strike.fired()).toBe(true);
        expect(failures.length, statements[nth]).toBeLessThan(2);
        stand.proxy.setHooks({});
        await assertDone(counts, BATCH_COUNTS);
      }
      expect(to - from).toBeGreaterThan(10);
    },
  );

  test('the server is killed between staging and publishing: what is staged is still there', async () => {
    const staged = await stageFile(stand.target, one.file);
    await stand.server.kill9();
    await stand.server.restart();
    const counts = await publishFile(stand.target, one.file, staged);
    await assertDone(counts, COUNTS);
  });

  test('staging that is gone asks for a new attempt', async () => {
    const staged = await stageFile(stand.target, one.file);
    await stand.sql(`DELETE FROM stevedore.stg_${one.file.runId.replaceAll('-', '').slice(-12)}_1 LIMIT 1`);
    await expect(publishFile(stand.target, one.file, staged)).rejects.toMatchObject({ code: 'STAGING_LOST' });
    expect(await stand.sql(ROWS)).toBe(ROWS_BEFORE);
    await stand.target.clean(one.file.runId);
  });

  test('a deadlock is retryable, and leaves nothing', async () => {
    const staged = await stageFile(stand.target, one.file);
    let refused = false;
    stand.proxy.setHooks({
      onQuery: (sql) => {
        if (refused || !sql.includes('ON DUPLICATE KEY UPDATE') || !sql.includes('account')) return 'forward';
        refused = true;
        return {
          refuse: { errno: 1213, message: 'Deadlock found when trying to get lock; try restarting transaction' },
        };
      },
    });
    const error: unknown = await publishFile(stand.target, one.file, staged).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MYSQL_DEADLOCK' });
    expect((error as StevedoreError).retryable).toBe(true);
    expect(await stand.sql(IS_PUBLISHED)).toBe('0');
    stand.proxy.setHooks({});
    await assertDone(await publishFile(stand.target, one.file, staged), COUNTS);
  });
});

const COUNTS_OF = ([entry]: readonly (RecordCounts & { readonly phase: string })[]): RecordCounts => {
  const { records = 0, inserted = 0, updated = 0, unchanged = 0, superseded = 0, rejected = 0 } = entry ?? {};
  return { records, inserted, updated, unchanged, superseded, rejected };
};
