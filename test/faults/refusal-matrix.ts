/**
 * The refusal matrix: each statement of a publish, its completion and a rollback is refused by the server, once and to
 * the end of the run. `npm run test:refusals -- [--mysql] [--every] [--lanes N] [--only TEXT] [--sparse N]
 * [--from K]`. A line a point; exit 1 where one did not hold.
 */
import { parseArgs } from 'node:util';
import { formatPoint } from './point-result.js';
import { runRefusals } from './run-refusals.js';
import { startTargetServer } from '../support/target-server.js';

const { values } = parseArgs({
  options: {
    mysql: { type: 'boolean', default: false },
    every: { type: 'boolean', default: false },
    lanes: { type: 'string', default: '4' },
    only: { type: 'string', default: '' },
    sparse: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
  },
});
if (values.mysql !== (process.env['STEVEDORE_TEST_SERVER'] === 'mysql')) {
  throw new Error('For MySQL say both: STEVEDORE_TEST_SERVER=mysql … --mysql');
}
const server = await startTargetServer();
console.log(
  `\n== Each statement refused, ${values.mysql ? 'MySQL' : 'MariaDB'} ${await server.query('SELECT VERSION()')}`,
);
const results = await runRefusals(server, {
  lanes: Number(values.lanes),
  every: values.every,
  sparse: Number(values.sparse),
  from: Number(values.from),
  only: values.only,
  onResult: (result) => console.log(formatPoint(result)),
});
await server.stop();
const failed = results.filter(({ problems }) => problems.length > 0);
console.log(`\n${results.length} points, ${results.length - failed.length} held, ${failed.length} did not`);
process.exit(failed.length === 0 ? 0 : 1);
