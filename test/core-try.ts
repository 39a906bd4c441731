import { startPublishSite } from './support/publish-site.js';
import { createPublishStriker, strikeSeries } from './faults/publish-points.js';
import { formatPoint } from './faults/point-result.js';
const t0=Date.now();
const site = await startPublishSite();
const striker = await createPublishStriker(site);
for (const series of (process.argv[2] ?? 'publish').split(',') as any) {
  const r = await strikeSeries(site, striker, series, { thorough: process.argv[3] === 'all', every: Number(process.argv[3] ?? 1) || 1, onResult: (x) => console.log(formatPoint(x)) });
  console.log(series, r.length, 'points', r.filter(x=>x.problems.length).length, 'failed', Date.now()-t0);
}
await site.stop(); process.exit(0);
