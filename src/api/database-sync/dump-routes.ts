import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { KeptFile } from '../../connectors/disk/kept-files.js';
import { StevedoreError } from '../../contracts/errors.js';
import { audited, noteForAudit } from '../access/record-audit.js';
import { answerFile, fileHeaders, fileResponses } from '../files/answer-file.js';
import { endpoint } from '../request/endpoint.js';
import { count, list, time } from '../request/fields.js';
import { jsonAnswer } from '../request/json-answer.js';
import type { DatabaseSyncDeps } from './database-sync-deps.js';
import type { Turns } from './take-turns.js';

/** `/api/sync/dumps`: the files of exports and of uploads. */
export const dumpRoutes = ({ dumps, inUse, turns }: DumpDeps): OpenAPIHono => {
  const app = new OpenAPIHono();

  endpoint(app, LIST, async (c) => {
    const files = await dumps.list();
    return c.json({ dumps: files.map(dumpJson).reverse() }, 200);
  });

  endpoint(app, DOWNLOAD, async (c, { params }) => {
    noteForAudit(c, { name: params.name });
    const answer = async (): Promise<Response> => {
      const { name, path, bytes, changedAt } = await findDump(dumps, params.name);
      return answerFile(c, {
        ...{ name, path, bytes, changedAt },
        type: name.endsWith('.gz') ? 'application/gzip' : 'application/sql',
        // A dump is written whole under its name; another one of the name has another time.
        etag: `${bytes.toString(16)}-${changedAt.getTime().toString(16)}`,
      });
    };
    // Rows go out by it.
    const audit = { action: 'downloadDump', about: 'installation', readsBody: false } as const;
    return c.req.method === 'HEAD' ? answer() : audited(c, audit, answer);
  });

  endpoint(app, DELETE, async (c, { params }) => {
    // A start that names it has its turn before, and is open then, or behind, and finds no dump.
    return turns(params.name, async () => {
      if ((await inUse()).has(params.name)) throw isRead(params.name);
      if (!(await dumps.remove(params.name))) throw unknown(params.name);
      return c.json({ name: params.name, deleted: true as const }, 200);
    });
  });

  return app;
};

type DumpDeps = Pick<DatabaseSyncDeps, 'dumps' | 'inUse'> & { readonly turns: Turns };

const dumpJson = ({ name, bytes, changedAt }: KeptFile): DumpJson => ({
  name,
  bytes,
  created_at: changedAt.toISOString(),
  download_url: `/api/sync/dumps/${name}`,
});

/** Throws DUMP_UNKNOWN. */
export const findDump = async (dumps: Pick<DatabaseSyncDeps['dumps'], 'list'>, name: string): Promise<KeptFile> => {
  const found = (await dumps.list()).find((file) => file.name === name);
  if (found === undefined) throw unknown(name);
  return found;
};

const unknown = (name: string): StevedoreError =>
  new StevedoreError(
    'DUMP_UNKNOWN',
    `Cannot find the dump "${name.slice(0, 100)}": it is not here, or not any more; export again, or upload it`,
  );

const isRead = (name: string): StevedoreError =>
  new StevedoreError(
    'DUMP_IN_USE',
    `Cannot delete the dump "${name.slice(0, 100)}": an import names it; wait for its end, or cancel it`,
  );

const ofDumps = { tag: 'dumps' } as const;
const named = z.object({ name: z.string() });

const dumpSchema = z
  .object({
    name: z.string(),
    bytes: count,
    created_at: time,
    download_url: z.string(),
  })
  .openapi('Dump');

export type DumpJson = z.infer<typeof dumpSchema>;

const LIST = {
  ...ofDumps,
  method: 'get',
  path: '/',
  operationId: 'listDumps',
  role: 'viewer',
  summary: 'List the dumps, the newest first',
  responses: { 200: jsonAnswer(z.object({ dumps: list(dumpSchema) }), 'Of exports and of uploads, whole ones only') },
} as const;

const DOWNLOAD = {
  ...ofDumps,
  method: 'get',
  path: '/{name}',
  operationId: 'downloadDump',
  role: 'admin',
  summary: 'Download a dump',
  description: 'Or a range of its bytes, which is how a download goes on. It has every value of its database.',
  params: named,
  headers: fileHeaders,
  responses: fileResponses("The dump's size and time", ['application/gzip', 'application/sql']),
  problems: [404],
} as const;

const DELETE = {
  ...ofDumps,
  method: 'delete',
  path: '/{name}',
  operationId: 'deleteDump',
  role: 'admin',
  summary: 'Delete a dump',
  description: 'Not while an import reads it: another try of the import would need it.',
  params: named,
  responses: { 200: jsonAnswer(z.object({ name: z.string(), deleted: z.literal(true) }), 'It is gone') },
  problems: [404, 409, 503],
} as const;
