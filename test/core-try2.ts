import { startPublishSite } from './support/publish-site.js';
import { strikeServer } from './faults/server-kills.js';
import { formatPoint } from './faults/point-result.js';
const site = await startPublishSite();
const r = await strikeServer(site, { kills: Number(process.argv[2]), random: Math.random, onResult: (x) => console.log(formatPoint(x)) });
console.log(r.length, 'points', r.filter(x=>x.problems.length).length, 'failed');
await site.stop(); process.exit(0);
