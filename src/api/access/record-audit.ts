import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { AuditEntry } from '../../contracts/access/audit-entry.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { Logger } from '../../contracts/logger.js';
import type { ApiStore } from '../deps.js';
import { problemOf } from '../errors.js';
import { inTime, WRITE_LIMIT_MS } from '../request/in-time.js';
import { orNothing } from '../request/or-nothing.js';
import type { About, PipelineOfRun } from './assert-about.js';
import { callerOf } from './caller.js';

/**
 * 1. Each request that would change something or takes rows out, and whose sender is known, is recorded when it is
 *    answered: granted, refused or failed. The answer waits for the record, up to a limit.
 * 2. While the store is away the answer does not fail. The entry is in the log at once, and in the store together with
 *    the next one that can be recorded, unless this process ends first.
 * 3. Entries go into the store one after another, because they follow each other there: whoever keeps the audit locked
 *    takes one connection from this process, and requests that only read go on.
 */
export interface Audit {
  add(entry: AuditEntry): Promise<void>;
}

export const createAudit = (store: Pick<ApiStore, 'audit'>, logger: Logger): Audit => {
  let waiting: readonly Waiting[] = [];
  let isRecording = false;

  /** One that the store refuses holds up no other; while the store is away all wait. */
  const recordAll = async (): Promise<void> => {
    isRecording = true;
    const refused: Waiting[] = [];
    for (let [first] = waiting; first !== undefined; [first] = waiting) {
      const error = await failureOf(inTime(store.audit.add(first.entry), WRITE_LIMIT_MS));
      const isAway = isStevedoreError(error) && error.code === 'STORE_UNREACHABLE';
      for (const one of isAway ? waiting : [first]) one.settle(error);
      if (isAway) break;
      waiting = waiting.filter((one) => one !== first);
      if (error !== undefined) refused.push(first);
    }
    waiting = [...refused, ...waiting].slice(-MOST_WAITING);
    isRecording = false;
  };

  return {
    add: async (entry) => {
      const recorded = new Promise<void>((resolve, reject) => {
        const settle = (error?: Error): void => (error === undefined ? resolve() : reject(error));
        waiting = [...waiting, { entry, settle }].slice(-MOST_WAITING);
      });
      if (!isRecording) void recordAll();
      try {
        await inTime(recorded);
      } catch (err) {
        logger.error(
          { err, audit: entry },
          'Cannot record the audit: the store does not accept it; the next request tries again',
        );
      }
    },
  };
};

interface Waiting {
  readonly entry: AuditEntry;
  /** Tells who waits that it is recorded, or why it is not; more calls are without effect. */
  readonly settle: (error?: Error) => void;
}

const failureOf = (work: Promise<unknown>): Promise<Error | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );

const MOST_WAITING = 1_000;

/** Lets `audited` record. */
export const setAudit = (c: Context, audit: Audit): void => {
  c.set('audit', audit);
};

export interface Audited {
  readonly action: string;
  readonly about: About;
  /** Whether the request's body is small, and says what it is about. */
  readonly readsBody: boolean;
}

/** Says what a request is about where its body does not, or is not read by the audit. */
export const noteForAudit = (c: Context, facts: Facts): void => {
  c.set('auditFacts', facts);
};

/** What the handler does, with its record. */
export const audited = async (
  c: Context,
  { action, about, readsBody }: Audited,
  act: () => Promise<Response>,
): Promise<Response> => {
  const record = async (result: Pick<AuditEntry, 'outcome' | 'status' | 'code'>, facts: Facts): Promise<void> => {
    const { kind, name, role, keyId } = callerOf(c);
    const ofAll = about === 'installation';
    const body = readsBody ? await bodyOf(c) : {};
    const asked = { ...body, ...(c.get('auditFacts') as Facts | undefined) } as Facts & { by?: unknown };
    const runId = text(facts.run_id) ?? (about === 'run' ? c.req.param('id') : undefined);
    const pipeline =
      text(facts.pipeline) ??
      (await pipelineOf(c, about, runId)) ??
      (ofAll ? undefined : c.req.param('name')) ??
      text(asked.pipeline);
    const named = ofAll || !readsBody ? (text(facts.name) ?? text(asked.name)) : undefined;
    const subject = named ?? (ofAll ? (c.req.param('id') ?? c.req.param('name')) : undefined);
    const requestId = c.get('requestId') as string | undefined;
    await (c.get('audit') as Audit).add({
      id: randomUUID(),
      at: new Date().toISOString(),
      by: kind === 'stored' ? name : (text(asked.by) ?? c.req.query('by') ?? name),
      role,
      action,
      ...result,
      ...(keyId === undefined ? {} : { keyId }),
      ...(pipeline === undefined ? {} : { pipeline }),
      ...(runId === undefined ? {} : { runId }),
      ...(subject === undefined ? {} : { subject }),
      ...(requestId === undefined ? {} : { requestId }),
    });
  };
  let response: Response;
  try {
    response = await act();
  } catch (error) {
    const { status, code } = problemOf(error);
    const details: Facts = isStevedoreError(error) ? { run_id: error.details['runId'] } : {};
    await record({ outcome: status < 500 ? 'refused' : 'failed', status, code }, details);
    throw error;
  }
  const answered = await factsOf(response);
  const location = /^\/api\/(?:v1\/runs|jobs)\/([^/]+)$/.exec(response.headers.get('location') ?? '')?.[1];
  await record({ outcome: 'done', status: response.status }, { ...answered, run_id: answered.run_id ?? location });
  return response;
};

/** What is no JSON is not read: it may be of any size. */
const factsOf = async (response: Response): Promise<Facts> => {
  if (response.headers.get('content-type')?.startsWith('application/json') !== true) return {};
  return (await response
    .clone()
    .json()
    .catch(() => ({}))) as Facts;
};

interface Facts {
  readonly run_id?: unknown;
  readonly pipeline?: unknown;
  readonly name?: unknown;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const pipelineOf = async (c: Context, about: About, runId: string | undefined): Promise<string | undefined> => {
  if (typeof about === 'object') return about.pipeline;
  return about === 'run' && runId !== undefined
    ? orNothing((c.get('pipelineOfRun') as PipelineOfRun)(runId))
    : undefined;
};

/** Hono keeps the text of a body that was read. */
const bodyOf = async (c: Context): Promise<object> => {
  try {
    const value: unknown = JSON.parse(await c.req.text());
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
};
