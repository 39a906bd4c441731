import { defineConfig } from 'vitest/config';

/** Minutes each: not part of `npm test`, run by `npm run test:faults`. */
const SLOW = [
  'test/dump-import/interrupted-rollback.test.ts',
  'test/equality/shapes-large.test.ts',
  'test/equality/types-all.test.ts',
  'test/runs/away-after-commit.test.ts',
  'test/runs/parked.test.ts',
  'test/runs/rollback.test.ts',
  'test/runs/warnings.test.ts',
];

/** With MySQL for MariaDB in the project `mysql`, slow ones in a smaller size. */
const ON_BOTH_SERVERS = [
  'test/api/*.test.ts',
  'test/dump-import/collations.test.ts',
  'test/cases/dumps.test.ts',
  'test/cases/runs.test.ts',
  'test/cases/tools.test.ts',
  'test/commands/check-mysql.test.ts',
  'test/commands/check-store.test.ts',
  'test/commands/check-target.test.ts',
  'test/dump-import/after-commit.test.ts',
  'test/dump-import/after-load.test.ts',
  'test/dump-import/compose-accounts.test.ts',
  'test/dump-import/fence.test.ts',
  'test/dump-import/interrupted-publish.test.ts',
  'test/dump-import/interrupted-rollback.test.ts',
  'test/dump-import/load-and-prove.test.ts',
  'test/dump-import/local-file.test.ts',
  'test/dump-import/orphans.test.ts',
  'test/dump-import/outside-foreign-keys.test.ts',
  'test/dump-import/proof-explained.test.ts',
  'test/dump-import/publish.test.ts',
  'test/dump-import/publish-locks.test.ts',
  'test/dump-import/resume-load.test.ts',
  'test/dump-import/rollback.test.ts',
  'test/dump-import/server-messages.test.ts',
  'test/dump-import/triggers-before-rows.test.ts',
  'test/dump-import/tried-before-commit.test.ts',
  'test/dump-import/verify-live.test.ts',
  'test/equality/database-charset.test.ts',
  'test/equality/order-of-statements.test.ts',
  'test/equality/random-tables.test.ts',
  'test/equality/shapes.test.ts',
  'test/equality/types.test.ts',
  'test/equality/types-all.test.ts',
  'test/faults/grants.test.ts',
  'test/faults/kill-matrix.test.ts',
  'test/faults/refusal-matrix.test.ts',
  'test/faults/server-restart.test.ts',
  'test/hostile/hostile-dumps.test.ts',
  'test/runs/parked.test.ts',
  'test/runs/published.test.ts',
  'test/store/*.test.ts',
  'test/tables/mysql*.test.ts',
];

/** With each version of PostgreSQL in the project `tables`, with the machine's in `servers`. */
const ON_EVERY_POSTGRES = ['test/connectors/postgres*.test.ts'];

/** Nothing may be left in the temporary folder. */
const OWN_FOLDER = 'test/support/own-folder.ts';
const setupFiles = ['test/support/remove-folders.ts'];
/** What is polled for may take as long as everything else that is waited for; Vitest's own limit is one second. */
const expect = { poll: { timeout: 60_000 } };

/** Exports of the tools that people have, loaded into either server: `npm run test:tools`. */
const tools = (server: 'mariadb' | 'mysql') => ({
  test: {
    name: `tools-${server}`,
    include: ['test/tools/**/*.test.ts'],
    pool: 'forks' as const,
    globalSetup: [OWN_FOLDER, 'test/support/built-kernel.ts'],
    setupFiles,
    expect,
    env: { STEVEDORE_TEST_SERVER: server },
    testTimeout: 60_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/architecture/**/*.test.ts'],
          pool: 'forks',
          globalSetup: [OWN_FOLDER, 'test/support/built-kernel.ts'],
          setupFiles,
          expect,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'servers',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/architecture/**',
            'test/console/**',
            'test/faults/**',
            'test/mysql/**',
            'test/sync/**',
            'test/tables/**',
            'test/tools/**',
            'test/upgrade/**',
            ...SLOW,
          ],
          pool: 'forks',
          globalSetup: [OWN_FOLDER, 'test/support/global-setup.ts'],
          setupFiles,
          expect,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'mysql',
          include: [...ON_BOTH_SERVERS, 'test/mysql/**/*.test.ts'],
          pool: 'forks',
          globalSetup: [OWN_FOLDER],
          setupFiles,
          expect,
          env: { STEVEDORE_TEST_SERVER: 'mysql' },
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'tables',
          include: [...ON_EVERY_POSTGRES, 'test/tables/**/*.test.ts'],
          pool: 'forks',
          globalSetup: [OWN_FOLDER, 'test/support/global-setup.ts'],
          setupFiles,
          expect,
          env: { STEVEDORE_TEST_POSTGRES: process.env['STEVEDORE_TEST_POSTGRES'] ?? 'all' },
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'sync',
          include: ['test/sync/**/*.test.ts'],
          pool: 'forks',
          globalSetup: [OWN_FOLDER, 'test/support/built-kernel.ts'],
          setupFiles,
          expect,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'console',
          include: ['test/console/**/*.test.ts'],
          pool: 'forks',
          globalSetup: [OWN_FOLDER],
          setupFiles,
          expect,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'upgrade',
          include: ['test/upgrade/**/*.test.ts'],
          pool: 'forks',
          globalSetup: [OWN_FOLDER],
          setupFiles,
          expect,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      tools('mariadb'),
      tools('mysql'),
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts', ...SLOW],
          pool: 'forks',
          globalSetup: [OWN_FOLDER, 'test/support/global-setup.ts'],
          setupFiles,
          expect,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
