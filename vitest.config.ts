import { defineConfig } from 'vitest/config';

/** Minutes each: not part of `npm test`, run by `npm run test:faults`. */
const SLOW = ['test/dump-import/interrupted-rollback.test.ts', 'test/runs/parked.test.ts', 'test/runs/rollback.test.ts'];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'test/architecture/**/*.test.ts'], pool: 'forks' } },
      {
        test: {
          name: 'servers',
          include: ['test/**/*.test.ts'],
          exclude: ['test/architecture/**', 'test/faults/**', 'test/mysql/**', ...SLOW],
          pool: 'forks',
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'mysql',
          include: ['test/mysql/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts', ...SLOW],
          pool: 'forks',
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
