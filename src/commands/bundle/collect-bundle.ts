import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { cpus, release, totalmem, uptime } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { readText } from '../../config/read-text.js';
import { connectTemporal } from '../../connectors/temporal/connect-temporal.js';
import { profileWorker } from '../../connectors/temporal/operations/profile-worker.js';
import { readHistories } from '../../connectors/temporal/operations/read-histories.js';
import type { Settings } from '../../contracts/settings.js';
import { checksOf } from '../checks/checks-of.js';
import type { CommandContext } from '../context.js';
import type { Programs } from '../programs/dev.js';
import { maskConfiguration } from './mask-configuration.js';
import { collectOfApi } from './collect-of-api.js';
import type { Parts } from './parts.js';
import { redactHistory } from './redact-history.js';
import type { PackedFile } from './write-tar.js';
import { writeTar } from './write-tar.js';

export interface BundleRequest {
  readonly context: CommandContext;
  readonly programs: Programs;
  readonly runs: number;
  readonly now: Date;
  readonly profileSeconds?: number;
}

export interface Bundle {
  /** A tar archive, packed by gzip. */
  readonly archive: Buffer;
  readonly files: number;
  /** What could not be read, and why. */
  readonly errors: readonly string[];
}

/** Reads everything that helps to find out what is wrong; what does not answer is left out, and named. */
export const collectBundle = async (request: BundleRequest): Promise<Bundle> => {
  const { context, programs, runs, now, profileSeconds } = request;
  const files: PackedFile[] = [];
  const errors: string[] = [];
  let redact = (text: string): string => text;
  const text: Parts['text'] = (name, content) =>
    void files.push({ name: `stevedore-bundle/${name}`, content: Buffer.from(redact(content), 'utf8') });
  const parts: Parts = {
    text,
    json: (name, content) => text(name, `${JSON.stringify(content, undefined, 2)}\n`),
    attempt: async (what, part) => {
      try {
        await part();
      } catch (error) {
        errors.push(`${what}: ${redact(error instanceof Error ? error.message : String(error))}`);
      }
    },
  };
  const { attempt } = parts;

  let settings: Settings | undefined;
  await attempt('configuration', async () => {
    settings = await context.settings();
  });
  if (settings !== undefined) redact = await programs.redactorOf(settings);
  await attempt('configuration file', () =>
    text('configuration.yaml', maskConfiguration(readText(context.configFile(), context.environmentOf()))),
  );
  parts.json('versions.json', versions(programs.version, context, now));
  const profiling = attempt('cpu profile', () => addProfile(files, settings, profileSeconds));
  await collectOfApi(context, parts, runs);
  if (settings !== undefined) {
    const known = settings;
    await attempt('checks', () => addChecks(known, request, parts));
    await attempt('import log', () => text('import.log', endOf(known.logging.import.file)));
    await attempt('metrics of the worker', () => addWorkerMetrics(known, parts));
    await attempt('histories', () => addHistories(known, parts, runs, (part) => redact(part)));
  }
  await profiling;
  if (errors.length > 0) text('errors.txt', `${errors.join('\n')}\n`);
  return { archive: writeTar(files, now), files: files.length, errors };
};

const versions = (version: string, context: CommandContext, now: Date) => ({
  stevedore: version,
  written: now.toISOString(),
  node: process.versions,
  platform: `${process.platform} ${process.arch} ${release()}`,
  processors: cpus().length,
  memory_bytes: totalmem(),
  up_seconds: Math.round(uptime()),
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  // Their names only.
  variables: Object.keys(context.environmentOf())
    .filter((name) => OURS.test(name))
    .toSorted(),
});

const OURS = /^(?:STEVEDORE|IMPORT|SYNC|TEMPORAL|MYSQL|REDIS|POSTGRES|API|OTEL|NODE|MALLOC|DUMP|PORT|TZ)(?:_|$)/;

const addChecks = async (settings: Settings, { context, programs }: BundleRequest, parts: Parts): Promise<void> => {
  const results = [];
  for (const check of checksOf((of) => programs.readInstallation(of), context.openStore))
    results.push(...(await check(settings)));
  parts.json('checks.json', results);
};

const addWorkerMetrics = async ({ worker }: Settings, parts: Parts): Promise<void> => {
  if (worker.metricsAddress === undefined) return;
  const response = await fetch(`http://${worker.metricsAddress}/metrics`, { signal: AbortSignal.timeout(10_000) });
  parts.text('worker-metrics.txt', await response.text());
};

const addHistories = async (
  settings: Settings,
  parts: Parts,
  most: number,
  redact: (text: string) => string,
): Promise<void> => {
  if (most === 0) return;
  const client = connectTemporal(settings.temporal);
  try {
    let at = 0;
    for await (const { workflowId, runId, status, history } of readHistories(client, most)) {
      at += 1;
      const safe = redactHistory(history, redact);
      parts.json(`histories/${String(at).padStart(3, '0')}-${runId}.json`, safe);
      parts.text(`histories/${String(at).padStart(3, '0')}-${runId}.txt`, `${workflowId} ${status}\n`);
    }
  } finally {
    await client.connection.close();
  }
};

const addProfile = async (
  files: PackedFile[],
  settings: Settings | undefined,
  seconds: number | undefined,
): Promise<void> => {
  if (seconds === undefined || settings === undefined) return;
  const client = connectTemporal(settings.temporal);
  try {
    const { host, process: pid, packed } = await profileWorker(client, seconds);
    const content = gunzipSync(Buffer.from(packed, 'base64'));
    files.push({ name: `stevedore-bundle/worker-${host}-${pid}.cpuprofile`, content });
  } finally {
    await client.connection.close();
  }
};

/** The end of a log, from the beginning of a line. */
const endOf = (file: string): string => {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const from = Math.max(0, size - LOG_BYTES);
    const bytes = Buffer.alloc(size - from);
    const read = readSync(handle, bytes, 0, bytes.length, from);
    const end = bytes.subarray(0, read).toString('utf8');
    return from === 0 ? end : end.slice(end.indexOf('\n') + 1);
  } finally {
    closeSync(handle);
  }
};

const LOG_BYTES = 5 * 1_048_576;
