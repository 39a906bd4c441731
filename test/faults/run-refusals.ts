import type { TargetServer } from '../support/target-server.js';
import type { PointResult } from './point-result.js';
import type { RefusalPoint } from './refusal-points.js';
import { recordRefusals, REFUSAL_SERIES, strikeRefusal } from './refusal-points.js';
import type { RefusalSite } from './refusal-site.js';
import { startRefusalSite } from './refusal-site.js';

export interface RunRefusalsOptions {
  /**
   * Number of pipelines that are struck at the same time, each through its own proxy: a point mostly waits. @default 4
   */
  readonly lanes?: number;
  /** Every statement, not only each kind of them. @default false */
  readonly every?: boolean;
  /** Takes the n-th of the points only. @default 1 */
  readonly sparse?: number;
  /** With `sparse`, the point that it counts from: 0 to `sparse` - 1 are all points in as many parts. @default 0 */
  readonly from?: number;
  /** Points whose statement or series has this text. @default all */
  readonly only?: string;
  readonly onResult?: (result: PointResult) => void;
}

/** A site in another state than the previous point should have left it: reported as this point's problem. */
const spoiled = ({ series, key, until }: RefusalPoint, error: unknown): PointResult => ({
  point: `${series}, ${until}`,
  struck: key,
  shown: 'mixed',
  settlement: 'unknown',
  ms: 0,
  problems: [`before or behind it: ${String(error)}`],
});

/** Strikes the points of all series on one server. */
export const runRefusals = async (server: TargetServer, options: RunRefusalsOptions = {}): Promise<PointResult[]> => {
  const { lanes = 4, every = false, sparse = 1, from = 0, only = '', onResult = () => undefined } = options;
  const sites: RefusalSite[] = [];
  for (let lane = 0; lane < lanes; lane++) sites.push(await startRefusalSite(server));
  const [first] = sites as [RefusalSite];
  const points: RefusalPoint[] = [];
  for (const series of REFUSAL_SERIES) points.push(...(await recordRefusals(first, series, every)));
  const chosen = points
    .filter(({ key, series, until }) => `${series} ${until} ${key}`.includes(only))
    .filter((_, n) => n % sparse === from);
  const results: PointResult[] = [];
  let next = 0;
  const work = async (site: RefusalSite) => {
    for (let point = chosen[next++]; point !== undefined; point = chosen[next++]) {
      const result = await strikeRefusal(site, point).catch((error: unknown) => spoiled(point, error));
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all(sites.map(work));
  for (const site of sites) await site.stop();
  return results;
};
