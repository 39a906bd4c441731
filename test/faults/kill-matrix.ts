/**
 * The kill matrix: a publish and a whole run are struck at every point there is, and must end whole without a person.
 * `npm run test:matrix -- [--publish all|N] [--worker all|N] [--run N] [--server N] [--only TEXT]`, after `npm run
 * build`. Without options all points.
 */
import { parseArgs } from 'node:util';
import { startPublishSite } from '../support/publish-site.js';
import type { PointResult } from './point-result.js';
import { formatPoint } from './point-result.js';
import { createPublishStriker, strikeSeries } from './publish-points.js';
import { strikeServer } from './server-kills.js';
import { publishPoints, wholeRunPoints } from './worker-points.js';
import { createWorkerStriker } from './worker-kills.js';

const { values } = parseArgs({
  options: {
    publish: { type: 'string', default: 'all' },
    worker: { type: 'string', default: 'all' },
    run: { type: 'string', default: '40' },
    server: { type: 'string', default: '24' },
    only: { type: 'string', default: '' },
  },
});
const amount = (text: string): number => (text === 'all' ? Infinity : Number(text));
const results: PointResult[] = [];
const onResult = (result: PointResult) => {
  results.push(result);
  console.log(formatPoint(result));
};

const site = await startPublishSite();
if (amount(values.publish) > 0) {
  console.log('\n== Every connection of a publish lost at one statement, and of its recovery at one statement');
  const striker = await createPublishStriker(site);
  const thorough = values.publish === 'all';
  for (const series of ['publish', 'undo', 'finish'] as const) {
    await strikeSeries(site, striker, series, {
      thorough,
      ...(thorough ? {} : { every: amount(values.publish) }),
      onResult,
    });
  }
}
if (amount(values.server) > 0) {
  console.log('\n== SIGKILL of the database server at random instants of a publish');
  await strikeServer(site, { kills: amount(values.server), random: Math.random, onResult });
}
await site.stop();

if (amount(values.worker) + amount(values.run) > 0) {
  console.log('\n== SIGKILL of the worker at points of a whole run, and at statements of its publish');
  const striker = await createWorkerStriker();
  const recorded = await striker.record();
  const points = [
    ...wholeRunPoints(recorded.whole, amount(values.run)),
    ...publishPoints(recorded.publish, amount(values.worker)),
  ];
  for (const point of points)
    if ('of' in point ? point.of.includes(values.only) : values.only === '') onResult(await striker.strike(point));
  await striker.stop();
}

const failed = results.filter(({ problems }) => problems.length > 0);
console.log(`\n${results.length} points, ${results.length - failed.length} held, ${failed.length} did not`);
process.exit(failed.length === 0 ? 0 : 1);
