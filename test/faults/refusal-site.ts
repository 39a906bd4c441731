import { setTimeout as sleep } from 'node:timers/promises';
import { isStevedoreError } from '../../src/contracts/errors.js';
import type { StoredObject } from '../../src/contracts/dump-import/stored-object.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { checkStaged } from '../../src/dump-import/guards/check-staged.js';
import { dropStaging } from '../../src/dump-import/clean-up/drop-staging.js';
import { publishGeneration } from '../../src/dump-import/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/dump-import/publish/rollback/rollback-generation.js';
import { settlePipeline } from '../../src/dump-import/clean-up/settle-pipeline.js';
import { sweepOrphans } from '../../src/dump-import/clean-up/sweep-orphans.js';
import type { HandMadePipeline } from '../support/hand-made-pipeline.js';
import { handMadePipeline, object } from '../support/hand-made-pipeline.js';
import type { MysqlProxy } from '../support/mysql-proxy.js';
import { startMysqlProxy } from '../support/mysql-proxy.js';
import type { TargetServer } from '../support/target-server.js';
import { onMysql } from '../support/target-server.js';

/**
 * What is live: what was there before the first import, or one of two generations that differ in every kind of thing.
 */
export type LiveEdition = 0 | 1 | 2;

/** How a run or a rollback ended, in the words of its status. */
export interface Ending {
  readonly status: 'success' | 'failed';
  readonly told: readonly string[];
}

/** A separate pipeline, and the steps of a run and a rollback on its target, in the workflows' order. */
export interface RefusalSite {
  readonly pipeline: HandMadePipeline;
  readonly proxy: MysqlProxy;
  /** Loads an edition and proves it, directly on the server; returns the id of the run that can publish it. */
  readonly load: (edition: 1 | 2) => Promise<string>;
  readonly publish: (runId: string, through: MysqlSettings) => Promise<Ending>;
  readonly rollBack: (runId: string, through: MysqlSettings, to?: number) => Promise<Ending>;
  readonly newRun: () => string;
  /**
   * The edition that is live, whole, by the fingerprints that were taken first; else the lines that differ from the
   * nearest.
   */
  readonly live: () => Promise<LiveEdition | readonly string[]>;
  /** Journals, staging, spent tokens, steps that are left to be done; empty where there is nothing. */
  readonly leftovers: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Makes a pipeline whose databases held something before the first import, and publishes both editions once. */
export const startRefusalSite = async (server: TargetServer): Promise<RefusalSite> => {
  const proxy = await startMysqlProxy(server);
  const pipeline = await handMadePipeline(server, proxy);
  const { a, b, mysql } = pipeline;
  const { publish } = pipeline.settings;
  pipeline.settings = {
    ...pipeline.settings,
    keepTables: ['own'],
    publish: { ...publish, guards: { ...publish.guards, enabled: false } },
  };
  await server.query([a, b].map(original).join('\n'));
  const objects = { 1: withPackage(pipeline.objectsOf(1, true), a), 2: pipeline.objectsOf(2) };
  let runs = 0;
  const newRun = () => `run-${(runs += 1)}`;
  const common = () => ({ settings: pipeline.settings });

  const committed = async (through: MysqlSettings, runId: string): Promise<readonly string[] | undefined> => {
    const state = await settlePipeline(through, pipeline.settings, runId).catch(() => undefined);
    return state?.currentRunId === runId || state?.rolledBack?.runId === runId ? state.warnings : undefined;
  };
  const conduct = async (
    runId: string,
    through: MysqlSettings,
    steps: () => Promise<{ readonly warnings: readonly string[]; readonly unfinished: boolean }>,
  ): Promise<Ending> => {
    try {
      const { warnings, unfinished } = await asAnActivity(steps);
      if (unfinished) throw new Error('the target was never away');
      return { status: 'success', told: warnings };
    } catch (error) {
      if (!isStevedoreError(error)) throw error;
      const warnings = await committed(through, runId);
      return warnings === undefined
        ? { status: 'failed', told: [`${error.code}: ${error.message}`] }
        : { status: 'success', told: warnings };
    }
  };

  const site: RefusalSite = {
    pipeline,
    proxy,
    newRun,
    load: async (edition) => {
      const runId = newRun();
      await asAnActivity(() => pipeline.stage(edition, objects[edition], runId));
      return runId;
    },
    publish: async (runId, through) => {
      const ending = await conduct(runId, through, async () => {
        await settlePipeline(through, pipeline.settings, runId);
        await sweepOrphans(through, { pipeline: pipeline.settings.name, runId, foreign: [] }).catch(() => undefined);
        await checkStaged(through, { ...common(), runId });
        return publishGeneration(through, { ...common(), runId });
      });
      const databases = [a, b];
      if (ending.status === 'failed')
        await dropStaging(through, { pipeline: pipeline.settings.name, runId, databases }).catch(() => undefined);
      return ending;
    },
    rollBack: (runId, through, to) =>
      conduct(runId, through, () =>
        rollbackGeneration(through, { ...common(), runId, ...(to === undefined ? {} : { to }) }),
      ),
    live: async () => {
      const now = await pipeline.fingerprint();
      const differences = ([0, 1, 2] as const).map((edition) => ({ edition, lines: difference(prints[edition], now) }));
      const same = differences.find(({ lines }) => lines.length === 0);
      return same === undefined
        ? (differences.sort((x, y) => x.lines.length - y.lines.length)[0]?.lines ?? [])
        : same.edition;
    },
    leftovers: async () => {
      const [known, left] = await Promise.all([
        pipeline.leftovers(),
        server.query(`SELECT COUNT(*) FROM stevedore.unfinished WHERE pipeline = '${pipeline.settings.name}'`),
      ]);
      return known === '0\t0' && left === '0'
        ? ''
        : `journal and tables: ${known.replace('\t', ', ')}; unfinished: ${left}`;
    },
    stop: () => proxy.stop(),
  };

  const prints: Record<LiveEdition, string[]> = { 0: [], 1: [], 2: [] };
  prints[0] = await pipeline.fingerprint();
  for (const edition of [1, 2] as const) {
    const { status, told } = await site.publish(await site.load(edition), mysql);
    if (status !== 'success' || told.length > 0)
      throw new Error(`Edition ${edition} was not published: ${told.join('; ')}`);
    prints[edition] = await pipeline.fingerprint();
  }
  return site;
};

/** Steps that other pipelines of the server block are retried, as Temporal would. */
const asAnActivity = async <T>(body: () => Promise<T>): Promise<T> => {
  for (let left = 5; ; left--) {
    try {
      return await body();
    } catch (error) {
      if (!isStevedoreError(error) || !error.retryable || left === 0) throw error;
      await sleep(200);
    }
  }
};

/**
 * What an application had: a table that leaves, one that `keep_tables` keeps with its trigger, a view, a trigger,
 * routines.
 */
const original = (
  database: string,
) => `CREATE DATABASE ${database}; CREATE TABLE ${database}.t (v int); INSERT INTO ${database}.t VALUES (99);
  CREATE TABLE ${database}.own (v int); CREATE DEFINER = 'stevedore_owner' TRIGGER ${database}.theirs BEFORE INSERT ON ${database}.own FOR EACH ROW SET NEW.v = 5;
  CREATE DEFINER = 'stevedore_owner' VIEW ${database}.w AS SELECT v FROM ${database}.own;
  CREATE DEFINER = 'stevedore_owner' PROCEDURE ${database}.p() SELECT 99; CREATE DEFINER = 'stevedore_owner' PROCEDURE ${database}.mine() SELECT 98;
  CREATE DEFINER = 'stevedore_owner' TRIGGER ${database}.old BEFORE INSERT ON ${database}.t FOR EACH ROW SET NEW.v = 99;`;

const withPackage = (objects: Record<string, StoredObject[]>, database: string): Record<string, StoredObject[]> => {
  if (onMysql) return objects;
  const session = { sqlMode: 'ORACLE', characterSetClient: 'utf8mb4' };
  const head = object('package', 'pk', 'CREATE PACKAGE pk AS FUNCTION q(a INT) RETURN INT; END');
  const body = object(
    'package body',
    'pk',
    'CREATE PACKAGE BODY pk AS FUNCTION q(a INT) RETURN INT AS BEGIN RETURN a; END; END',
  );
  return { ...objects, [database]: [...(objects[database] ?? []), { ...head, session }, { ...body, session }] };
};

const difference = (wanted: readonly string[], found: readonly string[]): string[] => [
  ...wanted.filter((line) => !found.includes(line)).map((line) => `missing: ${line}`),
  ...found.filter((line) => !wanted.includes(line)).map((line) => `too much: ${line}`),
];
