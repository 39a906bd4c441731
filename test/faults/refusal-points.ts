import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { QueryVerdict } from '../support/mysql-proxy.js';
import type { PointResult } from './point-result.js';
import type { LiveEdition, RefusalSite } from './refusal-site.js';
import { statementKey } from './statement-key.js';

/** A publish over another generation and over what was there before the first import, and the rollback to each. */
export const REFUSAL_SERIES = ['publish', 'rollback', 'first publish', 'rollback to 0'] as const;
export type RefusalSeries = (typeof REFUSAL_SERIES)[number];

/** A statement, identified by its count among equal ones; `committed`: whether it comes after the commit. */
export interface RefusalPoint {
  readonly series: RefusalSeries;
  /** The edition that is live before, or was so before what was there before all. */
  readonly from: 1 | 2;
  readonly key: string;
  /** From 1. */
  readonly nth: number;
  readonly committed: boolean;
  readonly until: 'once' | 'to the end';
}

type Action = (through: MysqlSettings) => Promise<{
  readonly from: LiveEdition;
  readonly to: LiveEdition;
  readonly ending: ReturnType<RefusalSite['publish']>;
}>;

/**
 * Puts the site where a series begins, always in the same state: two generations, of which `from` is live, or the state
 * before them. Returns the run or rollback to strike.
 */
const prepare = async (site: RefusalSite, series: RefusalSeries, from: 1 | 2 = 1): Promise<Action> => {
  const { mysql, standing } = site.pipeline;
  const publish = async () => expectClean(site.publish(await site.load(other(await editionNow(site))), mysql));
  while ((await standing()).length !== 2 || (await editionNow(site)) !== from) await publish();
  if (series === 'first publish') {
    await expectClean(site.rollBack(site.newRun(), mysql, 0));
    if ((await editionNow(site)) !== 0)
      throw new Error('What was there before the first import did not come back whole');
  }
  if (series === 'rollback' || series === 'rollback to 0') {
    const to = series === 'rollback' ? other(from) : 0;
    return (through) =>
      Promise.resolve({
        from,
        to,
        ending: site.rollBack(site.newRun(), through, series === 'rollback' ? undefined : 0),
      });
  }
  const to = other(from);
  const runId = await site.load(to);
  return (through) =>
    Promise.resolve({ from: series === 'first publish' ? 0 : from, to, ending: site.publish(runId, through) });
};

const other = (edition: LiveEdition): 1 | 2 => (edition === 1 ? 2 : 1);

const editionNow = async (site: RefusalSite): Promise<LiveEdition> => {
  const now = await site.live();
  if (typeof now === 'number') return now;
  throw new Error(`No whole edition is live: ${now.join('; ')}`);
};

const expectClean = async (ending: ReturnType<RefusalSite['publish']>): Promise<void> => {
  const { status, told } = await ending;
  if (status !== 'success' || told.length > 0) throw new Error(`${status}: ${told.join('; ')}`);
};

const isCommit = (sql: string): boolean => sql.startsWith('RENAME') && sql.includes('`next_');

/** A database's name differs from its neighbour's and from lane to lane. */
const keyOf = (user: string, sql: string): string =>
  statementKey(user, sql.replaceAll(/\b(imp_|prev_|prev2_|orig_)?[ab](\d+)\b/g, '$1db$2'));

/** The statements of a series: of each kind the first before the commit and the first after it, or with `every` all. */
export const recordRefusals = async (
  site: RefusalSite,
  series: RefusalSeries,
  every = false,
): Promise<RefusalPoint[]> => {
  const points: RefusalPoint[] = [];
  // The first edition has definitions that the second does not, so each direction has its own statements.
  for (const from of [1, 2] as const) points.push(...(await recordFrom(site, series, from, every)));
  const known = new Set<string>();
  const fresh = points.filter(({ key, committed }) => every || isNew(known, `${committed} ${key}`));
  return fresh.flatMap((point) => [point, { ...point, until: 'to the end' as const }]);
};

const recordFrom = async (
  site: RefusalSite,
  series: RefusalSeries,
  from: 1 | 2,
  every: boolean,
): Promise<RefusalPoint[]> => {
  const points: RefusalPoint[] = [];
  const counts = new Map<string, number>();
  let committed = false;
  const act = await prepare(site, series, from);
  site.proxy.setHooks({
    onQuery: (sql, { user }) => {
      const key = keyOf(user, sql);
      const nth = (counts.get(key) ?? 0) + 1;
      counts.set(key, nth);
      const known = points.some((point) => point.key === key && point.committed === committed);
      if (every || !known) points.push({ series, from, key, nth, committed, until: 'once' });
      // Its own statement is the last before the commit.
      if (isCommit(sql)) committed = true;
      return 'forward';
    },
  });
  await expectClean((await act(site.pipeline.proxied)).ending);
  site.proxy.setHooks({});
  return points;
};

const isNew = (known: Set<string>, key: string): boolean => known.size < known.add(key).size;

/**
 * Refuses one statement of a run or a rollback; then, with the proxy off, a run and a rollback must need nobody's help.
 */
export const strikeRefusal = async (site: RefusalSite, point: RefusalPoint): Promise<PointResult> => {
  const { mysql, proxied } = site.pipeline;
  const problems: string[] = [];
  const started = Date.now();
  const act = await prepare(site, point.series, point.from);
  let seen = 0;
  let refused = 0;
  site.proxy.setHooks({
    onQuery: (sql, { user }): QueryVerdict => {
      if (keyOf(user, sql) !== point.key) return 'forward';
      seen += 1;
      if (seen < point.nth || (point.until === 'once' && refused > 0)) return 'forward';
      refused += 1;
      return { refuse: { errno: 1105, message: 'refused by the proxy' } };
    },
  });
  const { from, to, ending } = await act(proxied);
  const { status, told } = await ending;
  site.proxy.setHooks({});
  const now = await site.live();
  const left = await site.leftovers();
  const complain = (text: string) => problems.push(`${text} (${status}: ${told.join('; ').slice(0, 400)})`);
  if (refused === 0) complain('the statement never came');
  if (point.until === 'once' || refused === 0) {
    if (status !== 'success' || told.length > 0) complain('a passing refusal was told');
    if (now !== to) complain(`${to} is not live: ${describe(now)}`);
  } else if (status === 'failed') {
    if (point.committed) complain('failed behind the commit');
    if (now !== from) complain(`live is not as it was: ${describe(now)}`);
  } else if (now !== to || left !== '') {
    if (!point.committed && now === from) complain('a success that did nothing');
    if (told.length === 0) complain(`nothing was told of: ${describe(now)}; ${left}`);
  }
  const shown = now === from ? 'old' : 'new';
  const settlement = status === 'failed' ? 'failed' : told.length > 0 ? 'warned' : 'success';
  try {
    const next = now === from ? (to === 0 ? 1 : to) : other(to);
    await expectClean(site.publish(await site.load(next), mysql));
    if ((await site.live()) !== next) problems.push(`the next run: ${describe(await site.live())}`);
    await expectClean(site.rollBack(site.newRun(), mysql));
    if (typeof (await site.live()) !== 'number') problems.push(`the rollback: ${describe(await site.live())}`);
    const still = await site.leftovers();
    if (still !== '') problems.push(`left behind: ${still}`);
  } catch (error) {
    problems.push(`afterwards: ${String(error)}`);
  }
  return {
    point: `${point.series}, ${point.committed ? 'behind' : 'before'}, ${point.until}`,
    struck: point.key,
    shown,
    settlement,
    ms: Date.now() - started,
    problems,
  };
};

const describe = (live: LiveEdition | readonly string[]): string =>
  typeof live === 'number' ? `edition ${live}` : live.slice(0, 3).join(' | ').slice(0, 300);
