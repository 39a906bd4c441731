import { expect, it } from 'vitest';
import { onMysql, startTargetServer } from '../support/target-server.js';
import { formatPoint } from './point-result.js';
import { runRefusals } from './run-refusals.js';

/**
 * The matrix of `npm run test:refusals` at a size that every change can afford: of some 900 points two dozen, others
 * with each version.
 */
const SPARSE = onMysql ? 97 : 41;

it('a statement that the server refuses fails a run before the commit only, and keeps nobody from anything afterwards', async () => {
  const server = await startTargetServer();
  const results = await runRefusals(server, { sparse: SPARSE, lanes: onMysql ? 3 : 6 });
  await server.stop();
  expect(results.length).toBeGreaterThan(onMysql ? 6 : 15);
  expect(results.filter(({ problems }) => problems.length > 0).map(formatPoint)).toEqual([]);
});
