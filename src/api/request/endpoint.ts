import type { OpenAPIHono, RouteConfig, RouteConfigToTypedResponse, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Role } from '../../contracts/access/role.js';
import { askedBy } from '../access/asked-by.js';
import type { About } from '../access/assert-about.js';
import { assertAbout } from '../access/assert-about.js';
import { assertRole, callerOf } from '../access/caller.js';
import { describeAccess } from '../access/describe-access.js';
import { audited } from '../access/record-audit.js';
import type { ProblemShape, ProblemStatus } from './problem-answers.js';
import { problemAnswers } from './problem-answers.js';
import { readBody, readQuery } from './read-request.js';
import { idempotencyKey, onceHeaders, sameAgain, withoutKey } from './once-fields.js';
import { startOnce } from './start-once.js';

/** One route: what it takes, what it answers, and which problems it knows beside those that every route has. */
export type Endpoint = Omit<RouteConfig, 'request' | 'security' | 'operationId' | 'summary' | 'tags'> & {
  readonly operationId: string;
  readonly tag: string;
  /** The least role that a key must have; `open` answers whoever asks, without a key. */
  readonly role: Role | 'open';
  /**
   * What it concerns, which decides what a key for some pipelines only may do. `installation`: nothing. `pipeline`: as
   * any key, where the path's `name` or the body's `pipeline` is one of its own; `run`: where the path's `id` is a run
   * of one of them; an object: where the named pipeline is one of them. `pipelines`: as any key, because the handler
   * answers what the caller may see. @default 'installation'
   */
  readonly about?: About;
  /** A few words; what needs a sentence stands in `description`. */
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Described only: the handler reads them. */
  readonly headers?: z.ZodObject;
  /** Strict: an unknown key is refused. An empty body is `{}`. Of a stored key `by` is the key's name. */
  readonly body?: z.ZodObject;
  /**
   * A body that the handler reads as it comes, by content type; described only. It may be larger than others: the
   * handler limits it, and notes for the audit what it is about (`noteForAudit`). @default none
   */
  readonly upload?: Readonly<Record<string, { readonly schema: z.ZodType }>>;
  readonly problems?: readonly ProblemStatus[];
  /** How its problems are written; described only: see `answerError`. @default RFC 9457 */
  readonly problemAs?: ProblemShape;
  /**
   * It starts a run, once for each idempotency key (`startOnce`): of the header, or of the body's `idempotency_key`,
   * too. The handler hands `onceOf(c)` on. @default not a start
   */
  readonly once?: 'by header' | 'by header or body';
};

/**
 * Mounts a route and enters it into the description: the schemas that check its requests and type its answers are those
 * that describe them. Who may not ask is refused before anything of the request is read, but for the pipeline that it
 * names. Parameters of the path come as they are; for what names nothing the handler throws its 404.
 */
export const endpoint = <const E extends Endpoint>(
  app: OpenAPIHono,
  declared: E,
  handle: (c: Context, input: Input<E>) => Answer<E> | Promise<Answer<E>>,
): void => {
  const { role, about = 'installation', query, once, operationId, upload }: Endpoint = declared;
  const body = bodyOf(declared);
  describe(app, declared);
  app.on(declared.method, declared.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    const answer = async (): Promise<Response> => {
      if (role !== 'open') assertRole(callerOf(c), role);
      const input = {
        params: c.req.param(),
        query: query && readQuery(c, query),
        body: body && (await readBody(c, body)),
      };
      if (role === 'open') return (await handle(c, input as Input<E>)) as unknown as Response;
      await assertAbout(c, about, input);
      const asked = once === undefined ? input.body : withoutKey(input.body);
      const known = { ...input, body: askedBy(callerOf(c), asked, body !== undefined && 'by' in body.shape) };
      const act = async (): Promise<Response> => (await handle(c, known as Input<E>)) as unknown as Response;
      return once === undefined ? act() : startOnce(c, input.body, act);
    };
    const changes = role !== 'open' && declared.method !== 'get';
    return changes ? audited(c, { action: operationId, about, readsBody: upload === undefined }, answer) : answer();
  });
};

const bodyOf = ({ body, once }: Endpoint): z.ZodObject | undefined =>
  once === 'by header or body' ? body?.extend({ idempotency_key: idempotencyKey }) : body;

const describe = (app: OpenAPIHono, declared: Endpoint): void => {
  const {
    tag,
    role,
    about,
    params,
    query,
    once,
    headers,
    body: _,
    upload,
    problems = [],
    problemAs,
    ...route
  } = declared;
  const body = bodyOf(declared);
  const open = role === 'open';
  app.openAPIRegistry.registerPath({
    ...route,
    ...(open ? {} : { description: describeAccess(route.description, role, about ?? 'installation') }),
    'x-role': role,
    'x-about': about ?? 'installation',
    tags: [tag],
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(headers === undefined ? {} : { headers }),
      ...(once === undefined ? {} : { headers: onceHeaders }),
      ...(body === undefined
        ? {}
        : { body: { required: !body.safeParse({}).success, content: { 'application/json': { schema: body } } } }),
      ...(upload === undefined ? {} : { body: { required: true, content: { ...upload } } }),
    },
    responses: {
      ...route.responses,
      ...(once === undefined ? {} : { 200: sameAgain(route.responses) }),
      ...problemAnswers({
        takesInput: (query ?? body ?? upload) !== undefined,
        takesQuery: query !== undefined,
        takesBody: body !== undefined,
        takesUpload: upload !== undefined,
        open,
        ...(problemAs === undefined ? {} : { problemAs }),
        // A key of the store cannot be checked while the store is away.
        problems: open || problems.includes(503) ? problems : [...problems, 503],
      }),
    },
    security: open ? [] : [{ bearer: [] }, { header: [] }, { session: [] }],
  });
};

interface Input<E> {
  readonly params: Given<E, 'params'>;
  readonly query: Given<E, 'query'>;
  readonly body: Given<E, 'body'>;
}

type Given<E, Part extends string> = E extends { readonly [P in Part]: infer S extends z.ZodType }
  ? z.infer<S>
  : undefined;

/** What the declared schemas allow as the answer. */
type Answer<E extends Endpoint> = RouteConfigToTypedResponse<{
  method: E['method'];
  path: E['path'];
  responses: E['responses'];
}>;
