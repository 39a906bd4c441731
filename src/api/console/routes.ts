import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { StevedoreError } from '../../contracts/errors.js';
import { endpoint } from '../request/endpoint.js';
import type { ConsoleFile } from './console-files.js';
import { readConsoleFiles } from './console-files.js';
import { isConsolePage } from './pages.js';

/**
 * The console at `/`: a client of the API, served as it was built. It holds nothing of this installation, so it needs
 * no key; it asks for one. Which of its pages an address is, its script decides. The addresses of before lead to it.
 */
export const consoleRoutes = (folder: string): OpenAPIHono => {
  const app = new OpenAPIHono();
  const files = readConsoleFiles(folder);

  const answer = (c: Context, name: string): Response => {
    const file = files.get(name);
    if (file === undefined) throw missing(c, files.size === 0);
    const etag = `"${file.etag}"`;
    const headers = {
      'content-type': file.type,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag,
      vary: 'accept-encoding',
    };
    const known = c.req
      .header('if-none-match')
      ?.split(',')
      .map((one) => one.trim().replace(/^W\//, ''));
    if (known?.includes(etag) === true) return c.body(null, 304, headers);
    return send(c, file, headers);
  };

  endpoint(app, PAGE, (c) => answer(c, 'index.html') as never);
  endpoint(app, ASSET, (c, { params }) => answer(c, `assets/${params.file}`) as never);
  endpoint(app, PIPELINE_PAGE, (c) => answer(c, 'index.html') as never);
  endpoint(app, SETTINGS_PAGE, (c) => answer(c, 'index.html') as never);
  endpoint(app, SETTINGS_PART_PAGE, (c) => answer(c, 'index.html') as never);
  endpoint(app, RUN_PAGE, (c) => answer(c, 'index.html') as never);
  endpoint(app, DATABASES_PAGE, (c) => answer(c, 'index.html') as never);
  endpoint(app, TABLES_PAGE, (c) => answer(c, 'index.html') as never);
  endpoint(app, UPLOAD_PAGE, (c) => answer(c, 'index.html') as never);
  endpoint(app, REJECTS_PAGE, (c) => answer(c, 'index.html') as never);
  endpoint(app, FORMER, (c) => c.redirect('/', 302) as never);
  endpoint(app, FORMER_SYNC, (c) => c.redirect('/databases', 302) as never);
  // Links that somebody has kept. Nothing but a page of its own is led to.
  app.get('/console/*', (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const now = pathname.slice('/console'.length);
    return isConsolePage(now) ? Promise.resolve(c.redirect(`${now}${search}`, 302)) : next();
  });
  return app;
};

const send = (c: Context, { content, compressed }: ConsoleFile, headers: Record<string, string>): Response => {
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(c.req.header('accept-encoding') ?? '');
  return takesGzip
    ? c.body(compressed, 200, { ...headers, 'content-encoding': 'gzip' })
    : c.body(content, 200, headers);
};

const missing = (c: Context, nothingBuilt: boolean): StevedoreError =>
  new StevedoreError(
    'ROUTE_UNKNOWN',
    `Cannot answer "${c.req.method} ${c.req.path.slice(0, 200)}": ${nothingBuilt ? 'the console was not built; run "npm run build"' : 'there is no such file'}`,
  );

const text = { schema: z.string() };
const open = { method: 'get', tag: 'console', role: 'open', problems: [404] } as const;
const unchanged = { 304: { description: 'The browser has it already' } } as const;
const page = {
  ...open,
  responses: { 200: { description: 'The page', content: { 'text/html': text } }, ...unchanged },
} as const;

const PAGE = { ...page, path: '/', operationId: 'readConsole', summary: 'The console' } as const;

const PIPELINE_PAGE = {
  ...page,
  path: '/pipelines/{name}',
  operationId: 'readConsoleOfPipeline',
  summary: 'The console, at a pipeline',
  params: z.object({ name: z.string() }),
} as const;

const RUN_PAGE = {
  ...page,
  path: '/runs/{id}',
  operationId: 'readConsoleOfRun',
  summary: 'The console, at a run',
  params: z.object({ id: z.string() }),
} as const;

const DATABASES_PAGE = {
  ...page,
  path: '/databases',
  operationId: 'readConsoleOfDatabases',
  summary: 'The console, at the databases',
} as const;

const TABLES_PAGE = {
  ...page,
  path: '/tables',
  operationId: 'readConsoleOfTables',
  summary: 'The console, at imports and exports of tables',
} as const;

const UPLOAD_PAGE = {
  ...page,
  path: '/uploads/{id}',
  operationId: 'readConsoleOfUpload',
  summary: 'The console, at an upload',
  params: z.object({ id: z.string() }),
} as const;

const REJECTS_PAGE = {
  ...page,
  path: '/rejects/{id}',
  operationId: 'readConsoleOfRejects',
  summary: 'The console, at the rejects of a run',
  params: z.object({ id: z.string() }),
} as const;

const SETTINGS_PAGE = {
  ...page,
  path: '/settings',
  operationId: 'readConsoleOfAllSettings',
  summary: 'The console, at its settings',
} as const;

const SETTINGS_PART_PAGE = {
  ...page,
  path: '/settings/{part}',
  operationId: 'readConsoleOfSettings',
  summary: 'The console, at a part of its settings',
  params: z.object({ part: z.string() }),
} as const;

const leads = {
  ...open,
  problems: [],
  responses: {
    302: {
      description: 'To the page that it is now',
      headers: { location: { description: 'The page', schema: { type: 'string' } } },
    },
  },
} as const;

const FORMER = {
  ...leads,
  path: '/console',
  operationId: 'readFormerConsole',
  summary: 'Where the console was: leads to it',
} as const;

const FORMER_SYNC = {
  ...leads,
  path: '/sync',
  operationId: 'readFormerSyncPage',
  summary: 'Where the page of databases was: leads to it',
} as const;

const ASSET = {
  ...open,
  path: '/console/assets/{file}',
  operationId: 'readConsoleFile',
  summary: 'A file of the console; its name changes with its content',
  params: z.object({ file: z.string() }),
  responses: {
    200: {
      description: 'The file',
      content: { 'text/javascript': text, 'text/css': text, 'image/svg+xml': text },
    },
    ...unchanged,
  },
} as const;
