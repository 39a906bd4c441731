import { createHash } from 'node:crypto';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { setCaller } from '../access/caller.js';
import { audited } from '../access/record-audit.js';
import type { ApiDeps } from '../deps.js';
import { assertEnabled, findPipeline } from '../pipelines/find-pipeline.js';
import { endpoint } from '../request/endpoint.js';
import { jsonAnswer, LOCATION } from '../request/json-answer.js';
import { onceOf, startOnce } from '../request/start-once.js';
import { inputOf } from '../runs/run-kinds.js';
import { startedJson, startedRun } from '../runs/started-run.js';
import { checkCall } from './check-call.js';

type HookDeps = Pick<ApiDeps, 'runs' | 'settings' | 'logger'>;

/**
 * `POST /hooks/:pipeline` starts a run for somebody outside, who signs the call or sends a token. What the body says is
 * not used. A signed call that comes again starts nothing more. Each call that is signed right is in the audit; others,
 * which anybody can send, are in the log.
 */
export const hookRoutes = (
  { runs, settings, logger }: HookDeps,
  operationId: 'callHook' | 'callPipelineHook',
): OpenAPIHono => {
  const app = new OpenAPIHono();
  const { hooks = {} } = settings;

  const check = (c: Context, name: string, body: string): { readonly once?: string } => {
    const hook = Object.hasOwn(hooks, name) ? hooks[name] : undefined;
    try {
      return checkCall(hook, callOf(c, body));
    } catch (error) {
      logger.warn({ hook: name.slice(0, 100), requestId: requestIdOf(c) }, messageOf(error));
      throw error;
    }
  };

  endpoint(app, { ...HOOK, operationId }, async (c, { params: { name } }) => {
    const body = await c.req.text();
    const { once } = check(c, name, body);
    setCaller(c, callerFor(name));
    const sent = createHash('sha256').update(body).digest('hex');
    const start = () =>
      startOnce(c, { ...(once === undefined ? {} : { idempotency_key: once }), sent }, async () => {
        const pipeline = findPipeline(settings.pipelines, name);
        assertEnabled(pipeline, settings);
        const started = await runs.start(inputOf(pipeline, { by: 'hook', trigger: 'api' }, {}), onceOf(c));
        return c.json(startedJson(c, started, name), 202);
      });
    return audited(c, { action: operationId, about: { pipeline: name }, readsBody: false }, start) as never;
  });

  return app;
};

const requestIdOf = (c: Context): unknown => c.get('requestId');

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const callOf = (c: Context, body: string) => ({
  id: c.req.header('webhook-id'),
  timestamp: c.req.header('webhook-timestamp'),
  signature: c.req.header('webhook-signature'),
  authorization: c.req.header('authorization'),
  body,
});

/** A hook may start its own pipeline, and nothing else. */
const callerFor = (name: string) =>
  ({ kind: 'stored', name: 'hook', role: 'operator', keyId: `hook/${name}`, pipelines: [name] }) as const;

const HOOK = {
  method: 'post',
  path: '/{name}',
  role: 'open',
  tag: 'hooks',
  summary: 'Start a run from outside',
  description:
    'The call is signed as Standard Webhooks has it (`webhook-id`, `webhook-timestamp`, `webhook-signature`), or sends the token of the hook as a bearer token. What its body says is not used.',
  params: z.object({ name: z.string() }),
  headers: z.object({
    'webhook-id': z.string().optional().describe('The same call with it starts nothing more'),
    'webhook-timestamp': z.string().optional().describe('Seconds since 1970; at most five minutes off'),
    'webhook-signature': z.string().optional().describe('`v1,` and the signature; several are separated by a blank'),
  }),
  responses: {
    202: jsonAnswer(startedRun, 'It has begun', LOCATION),
    200: jsonAnswer(startedRun, 'It had begun: the call is a repeat', {
      ...LOCATION,
      'idempotent-replayed': '`true` where the call is a repeat',
    }),
  },
  problems: [401, 404, 409, 503],
} as const;
