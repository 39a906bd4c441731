import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onMysql } from '../support/target-server.js';
import type { PublishSite } from '../support/publish-site.js';
import { startPublishSite } from '../support/publish-site.js';
import type { PointResult } from './point-result.js';
import { formatPoint } from './point-result.js';
import { createPublishStriker, strikeSeries } from './publish-points.js';
import { strikeServer } from './server-kills.js';
import { publishPoints, wholeRunPoints } from './worker-points.js';
import { createWorkerStriker } from './worker-kills.js';

/** MySQL's DDL is slower, and what is struck there is the same. */
const [SPARSER, POINTS] = onMysql ? [4, 2] : [1, 3];

/** The matrix of `npm run test:matrix` at a size that every change can afford. */
const failed = (results: readonly PointResult[]): string[] =>
  results.filter(({ problems }) => problems.length > 0).map(formatPoint);

describe('a publish', () => {
  let site: PublishSite;
  beforeAll(async () => {
    site = await startPublishSite();
  });
  afterAll(() => site.stop());

  it('ends whole wherever its connections are lost, and so does the recovery from it', async () => {
    const striker = await createPublishStriker(site);
    for (const [series, every] of [
      ['publish', 6],
      ['undo', 5],
      ['finish', 8],
    ] as const) {
      const results = await strikeSeries(site, striker, series, { thorough: false, every: every * SPARSER });
      expect(results.length).toBeGreaterThan(3 / SPARSER);
      expect(failed(results)).toEqual([]);
    }
  });

  it('ends whole whenever the database server is killed', async () => {
    const results = await strikeServer(site, { kills: 4, random: Math.random });
    expect(failed(results)).toEqual([]);
  });
});

describe('a run', () => {
  it('ends published wherever its worker is killed', async () => {
    const striker = await createWorkerStriker();
    const { whole, publish } = await striker.record();
    const results: PointResult[] = [];
    for (const point of [...wholeRunPoints(whole, POINTS), ...publishPoints(publish, POINTS)])
      results.push(await striker.strike(point));
    await striker.stop();
    expect(failed(results)).toEqual([]);
  });
});
