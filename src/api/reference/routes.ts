import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../contracts/errors.js';
import { endpoint } from '../request/endpoint.js';
import { jsonAnswer } from '../request/json-answer.js';
import type { ApiDescription } from './describe-api.js';
import { ASSETS, PAGE, readAsset } from './page.js';

/** `/openapi.json` and the page that shows it. They reveal nothing of this installation, so they need no key. */
export const referenceRoutes = (description: () => ApiDescription): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, DESCRIPTION, (c) => c.json(description() as unknown as Record<string, never>, 200));

  endpoint(app, DOCS, (c) => c.html(PAGE));

  endpoint(app, ASSET, async (c, { params }) => {
    const asset = await readAsset(params.file);
    if (asset === undefined)
      throw new StevedoreError(
        'ROUTE_UNKNOWN',
        `Cannot answer "GET ${c.req.path.slice(0, 200)}": there is no such file`,
      );
    return c.body(asset.content, 200, { 'content-type': asset.type, 'cache-control': 'public, max-age=3600' });
  });

  endpoint(app, SWAGGER, (c) => c.redirect('/docs', 302) as never);

  return app;
};

const open = { method: 'get', tag: 'reference', role: 'open' } as const;

const DESCRIPTION = {
  ...open,
  path: '/openapi.json',
  operationId: 'readDescription',
  summary: 'This description, as OpenAPI 3.1',
  responses: { 200: jsonAnswer(z.looseObject({}), 'The description') },
} as const;

const page = { content: { 'text/html': { schema: z.string() } } } as const;

const DOCS = {
  ...open,
  path: '/docs',
  operationId: 'readReference',
  summary: 'The same as a page for trying requests',
  responses: { 200: { description: 'The page', ...page } },
} as const;

const ASSET = {
  ...open,
  path: '/docs/{file}',
  operationId: 'readReferenceFile',
  summary: 'A file of that page',
  params: z.object({ file: z.enum(ASSETS) }),
  responses: {
    200: {
      description: 'The file',
      content: { 'text/javascript': { schema: z.string() }, 'text/css': { schema: z.string() } },
    },
  },
  problems: [404],
} as const;

const SWAGGER = {
  ...open,
  path: '/swagger/index.html',
  operationId: 'findReference',
  summary: 'Leads to the page',
  responses: {
    302: { description: 'To `/docs`', headers: { location: { description: 'The page', schema: { type: 'string' } } } },
  },
} as const;
