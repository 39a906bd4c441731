import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { endpoint } from '../request/endpoint.js';

/**
 * The page of databases at `/sync`, and at `/` unless that leads to `home`. A client of the API, served as its files
 * are. They hold nothing of this installation, so they need no key; the page asks for one.
 */
export const pageRoutes = (folder: string, home?: string): OpenAPIHono => {
  const app = new OpenAPIHono();
  const file = async (name: string, type: string): Promise<Response> =>
    // Small files, which a new version replaces: a browser asks whether its own is the newest.
    new Response(await readFile(join(folder, name)), {
      headers: { 'content-type': type, 'cache-control': 'no-cache' },
    });

  const page = () => file('index.html', 'text/html; charset=utf-8');
  endpoint(app, PAGE, (c) => (home === undefined ? page() : c.redirect(home, 302)) as never);
  endpoint(app, SYNC, page);
  endpoint(app, SCRIPT, () => file('page.js', 'text/javascript; charset=utf-8'));
  endpoint(app, STYLE, () => file('page.css', 'text/css; charset=utf-8'));
  return app;
};

const open = { method: 'get', tag: 'page', role: 'open' } as const;
const answer = (type: string) => ({ 200: { description: 'The file', content: { [type]: { schema: z.string() } } } });

const PAGE = {
  ...open,
  path: '/',
  operationId: 'readPage',
  summary: 'The page that copies databases and shows all runs',
  responses: {
    ...answer('text/html'),
    302: {
      description: 'To the console, where no database is configured',
      headers: { location: { description: 'The console', schema: { type: 'string' } } },
    },
  },
} as const;

const SYNC = {
  ...open,
  path: '/sync',
  operationId: 'readSyncPage',
  summary: 'The same page, where the console links to it',
  responses: answer('text/html'),
} as const;

const SCRIPT = {
  ...open,
  path: '/page.js',
  operationId: 'readPageScript',
  summary: 'Its script',
  responses: answer('text/javascript'),
} as const;

const STYLE = {
  ...open,
  path: '/page.css',
  operationId: 'readPageStyle',
  summary: 'Its style sheet',
  responses: answer('text/css'),
} as const;
