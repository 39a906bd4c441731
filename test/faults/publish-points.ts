import { isStevedoreError } from '../../src/contracts/errors.js';
import type { Edition } from '../support/editions.js';
import { otherEdition } from '../support/editions.js';
import type { PublishSite } from '../support/publish-site.js';
import type { PointResult } from './point-result.js';
import { recover } from './recover.js';
import { onlyReads, statementKey } from './statement-key.js';

/**
 * What is struck: a publish, or the recovery from one that was cut just before its rename (`undo`) or just after
 * (`finish`). In every series the first statement is the one that takes the epoch's connection.
 */
export type Series = 'publish' | 'undo' | 'finish';

export interface PublishPoint {
  readonly series: Series;
  /** The number of the statement, from 0, whatever account sends it. */
  readonly position: number;
  readonly when: 'before' | 'after';
}

/**
 * Strikes one publish after the other, each at one statement: every connection of it ends at once, as if its process
 * were gone. Then a new worker settles, then the struck run tries again, and after each the live databases are compared
 * with the references.
 */
export const createPublishStriker = async (site: PublishSite) => {
  let live: Edition = 'red';
  let runs = 0;
  const nextRun = () => `run-${(runs += 1)}`;
  // As often as it takes until a generation has to make room for another, as in every later publish.
  for (const edition of ['red', 'blue', 'red'] as const) {
    live = edition;
    const runId = nextRun();
    await site.stage(live, runId);
    await site.publish(runId);
  }

  /** The statements of a series, in the direction of each edition. */
  const record = async (series: Series): Promise<Record<Edition, readonly string[]>> => {
    const recorded: Record<Edition, readonly string[]> = { red: [], blue: [] };
    for (let i = 0; i < 2; i++) {
      const to = otherEdition(live);
      const runId = nextRun();
      await site.stage(to, runId);
      await interrupt(series, runId);
      const statements: string[] = [];
      const isRepeated = repetitions();
      site.proxy.setHooks({
        onQuery: (sql, { id, user }) => {
          if (!isRepeated(id, sql)) statements.push(`${onlyReads(sql) ? '' : '!'}${statementKey(user, sql)}`);
          return 'forward';
        },
      });
      await site.publish(runId, site.proxied);
      site.proxy.setHooks({});
      // What a recovery is followed by is a publish like any other.
      const end =
        series === 'publish' ? -1 : statements.findIndex((text) => text.includes('DELETE FROM `stevedore`.`journal`'));
      recorded[to] = end < 0 ? statements : statements.slice(0, end + 1);
      live = to;
    }
    return recorded;
  };

  const interrupt = async (series: Series, runId: string): Promise<void> => {
    if (series === 'publish') return;
    const outcome = await struck(runId, isPublishingRename, series === 'undo' ? 'before' : 'after');
    if (outcome.statement === undefined) throw new Error('The publish was not cut at its rename');
  };

  /** Publishes through the proxy until the statement that `matches`. */
  const struck = async (runId: string, matches: (sql: string, key: string) => boolean, when: 'before' | 'after') => {
    let statement: string | undefined;
    const fired = site.proxy.fired.length;
    const isRepeated = repetitions();
    site.proxy.setHooks({
      onQuery: (sql, { id, user }) => {
        const key = statementKey(user, sql);
        if (isRepeated(id, sql) || statement !== undefined || !matches(sql, key)) return 'forward';
        statement = key;
        return { when: when === 'after' && !isProbe(sql) ? 'accepted' : when, kill: () => site.proxy.cut() };
      },
    });
    // After the commit an unreachable target does not fail the publish; whoever settles completes it.
    const error = await site.publish(runId, site.proxied).then(
      ({ unfinished }) => (unfinished ? 'unfinished' : undefined),
      (thrown: unknown) => thrown,
    );
    site.proxy.setHooks({});
    site.proxy.mend();
    const did = site.proxy.fired[fired];
    return {
      statement,
      error,
      did: did === undefined ? undefined : `${did.did}${did.answer === undefined ? '' : `, answered ${did.answer}`}`,
    };
  };

  const strike = async (
    { series, position, when }: PublishPoint,
    expected: readonly string[],
  ): Promise<PointResult> => {
    const from = live;
    const to = otherEdition(from);
    const runId = nextRun();
    const problems: string[] = [];
    const started = Date.now();
    await site.stage(to, runId);
    await interrupt(series, runId);
    const { statement, error, did } = await struck(runId, nthOf(expected, position), when);
    const answer = isProbe(expected[position] ?? '') ? 'error' : 'ok';
    if (statement === undefined) problems.push(`${NEVER_CAME}: ${expected[position]}`);
    else {
      if (did !== (when === 'before' ? 'killed before' : `killed after, answered ${answer}`))
        problems.push(`did not fire: ${did}`);
      // The last statement removes a record; its failure is not an error.
      if (!isStevedoreError(error) && error !== 'unfinished' && position < expected.length - 1)
        problems.push(`no error of ours: ${String(error)}`);
    }
    const { shown, settlement, problems: found } = await recover(site, { from, to, runId });
    problems.push(...found);
    if (statement !== undefined && series === 'undo' && shown === 'new') problems.push('the recovery published');
    if (statement !== undefined && series === 'finish' && shown === 'old') problems.push('the recovery took back');
    live = to;
    return {
      point: `${series} ${String(position + 1).padStart(3)} ${when}`,
      struck: statement ?? '-',
      shown,
      settlement,
      ms: Date.now() - started,
      problems,
    };
  };

  return {
    record,
    strike,
    /** What the next strike publishes. */
    next: () => otherEdition(live),
  };
};

/**
 * Answered with an error also where all is well: the rename of each live table to its own name, which the server
 * refuses after it had the locks, and the trial of the owner's rights on a table that is not there.
 */
const isProbe = (sql: string): boolean =>
  /RENAME TABLE (`[^`]+`\.`[^`]+`) TO \1/.test(sql) || /CREATE (VIEW|TRIGGER) `stevedore_(\d+|n)`/.test(sql);

/** Recognizes a statement that its connection sends again because the server refused it momentarily; it counts once. */
const repetitions = () => {
  const last = new Map<number, string>();
  return (connection: number, sql: string): boolean => {
    const repeated = last.get(connection) === sql;
    last.set(connection, sql);
    return repeated;
  };
};

/**
 * Identifies a statement by its count among equal ones, not by its place: ends of earlier connections that the server
 * notices late shift the statements of a publish by a few places.
 */
const nthOf = (expected: readonly string[], position: number): ((sql: string, key: string) => boolean) => {
  const keys = expected.map((statement) => statement.replace(/^!/, ''));
  const aim = keys[position];
  let left = keys.slice(0, position + 1).filter((key) => key === aim).length;
  return (_, key) => key === aim && --left === 0;
};

/** What a publish sends only sometimes may not be sent when it is aimed at. */
const NEVER_CAME = 'never came';
const TRIES = 4;

const isPublishingRename = (sql: string): boolean =>
  sql.startsWith('RENAME TABLE `stevedore`.`') && sql.includes('`imp_');

/**
 * Strikes every statement of a series that `select` takes; a statement that only reads is struck before it only in
 * thorough runs.
 */
export const strikeSeries = async (
  site: PublishSite,
  striker: Awaited<ReturnType<typeof createPublishStriker>>,
  series: Series,
  options: { readonly thorough: boolean; readonly every?: number; readonly onResult?: (result: PointResult) => void },
): Promise<PointResult[]> => {
  const { thorough, every = 1, onResult = () => undefined } = options;
  const recorded = await striker.record(series);
  const results: PointResult[] = [];
  let eligible = 0;
  for (let position = 0; position < Math.max(recorded.red.length, recorded.blue.length); position++) {
    for (const when of ['before', 'after'] as const) {
      const expected = recorded[striker.next()];
      const statement = expected[position];
      if (statement === undefined) continue;
      const writes = statement.startsWith('!');
      const isRename = statement.includes('RENAME TABLE');
      if (!thorough && !isRename && (when === 'before' || !writes || eligible++ % every !== 0)) continue;
      let result = await striker.strike({ series, position, when }, expected);
      for (
        let tries = 1;
        tries < TRIES && result.problems.length === 1 && result.problems[0]?.startsWith(NEVER_CAME) === true;
        tries++
      ) {
        result = await striker.strike({ series, position, when }, recorded[striker.next()]);
      }
      results.push(result);
      onResult(result);
    }
  }
  return results;
};
