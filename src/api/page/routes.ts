import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { endpoint } from '../request/endpoint.js';

/**
 * The page at `/` and `/sync`: a client of the API, served as its files are. They hold nothing of this installation,
 * so they need no key; the page asks for one.
 */
export const pageRoutes = (folder: string): OpenAPIHono => {
  const app = new OpenAPIHono();
  const file = async (name: string, type: string): Promise<Response> =>
    // Small files, which a new version replaces: a browser asks whether its own is the newest.
    new Response(await readFile(join(folder, name)), {
      headers: { 'content-type': type, 'cache-control': 'no-cache' },
    });

  for (const at of [PAGE, SYNC]) endpoint(app, at, () => file('index.html', 'text/html; charset=utf-8'));
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
  responses: answer('text/html'),
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
