import { isStevedoreError } from '../../src/contracts/errors.js';
import type { Edition } from '../support/editions.js';
import { otherEdition } from '../support/editions.js';
import type { PublishSite } from '../support/publish-site.js';
import type { PointResult } from './point-result.js';
import { recover } from './recover.js';
import { statementKey } from './statement-key.js';

/**
 * Kills the database server at random instants of a publish: by turns anywhere in it, and while its RENAME runs. The
 * server is started again on the same data, and everything must be as after the loss of a worker.
 */
export const strikeServer = async (
  site: PublishSite,
  options: { readonly kills: number; readonly random: () => number; readonly onResult?: (result: PointResult) => void },
): Promise<PointResult[]> => {
  const { kills, random, onResult = () => undefined } = options;
  let live: Edition = 'blue';
  let runs = 0;
  const stage = async (): Promise<{ from: Edition; to: Edition; runId: string }> => {
    const from = live;
    const to = otherEdition(from);
    const runId = `server-${(runs += 1)}`;
    await site.stage(to, runId);
    return { from, to, runId };
  };
  const spans = { publish: 0, rename: 0 };
  for (let i = 0; i < 3; i++) {
    const { to, runId } = await stage();
    let renameAt = 0;
    site.proxy.setHooks({
      onQuery: (sql) => {
        if (renameAt > 0 && spans.rename === 0) spans.rename = performance.now() - renameAt;
        if (isPublishingRename(sql)) renameAt = performance.now();
        return 'forward';
      },
    });
    const started = performance.now();
    spans.rename = 0;
    await site.publish(runId, site.proxied);
    spans.publish = performance.now() - started;
    live = to;
  }

  const results: PointResult[] = [];
  while (results.length < kills) {
    const inRename = results.length % 2 === 1;
    const delay = random() * (inRename ? spans.rename : spans.publish);
    const { from, to, runId } = await stage();
    const started = Date.now();
    let last = '';
    let kill: Promise<void> | undefined;
    const killAfter = (ms: number) => {
      kill = new Promise((resolve) => setTimeout(resolve, ms)).then(() => site.server.kill9());
    };
    site.proxy.setHooks({
      onQuery: (sql, { user }) => {
        last = statementKey(user, sql);
        if (inRename && kill === undefined && isPublishingRename(sql)) killAfter(delay);
        return 'forward';
      },
    });
    if (!inRename) killAfter(delay);
    const error = await site.publish(runId, site.proxied).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    site.proxy.setHooks({});
    await kill;
    await site.server.restart();
    const hit = error !== undefined;
    const recovered = await recover(site, { from, to, runId });
    live = to;
    // The publish was over before its server was: no point of it, but what must hold has to hold all the same.
    if (!hit && recovered.problems.length === 0) continue;
    const foreign = isStevedoreError(error) ? [] : [`no error of ours: ${String(error)}`];
    const result: PointResult = {
      point: `server ${inRename ? 'rename' : 'publish'} +${delay.toFixed(0)} ms`,
      struck: last,
      ms: Date.now() - started,
      ...recovered,
      problems: [...foreign, ...recovered.problems],
    };
    results.push(result);
    onResult(result);
  }
  return results;
};

const isPublishingRename = (sql: string): boolean =>
  sql.startsWith('RENAME TABLE `stevedore`.`') && sql.includes('`imp_');
