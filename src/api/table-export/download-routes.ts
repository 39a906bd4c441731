import { realpath, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { StevedoreError } from '../../contracts/errors.js';
import type { ExportFileRecord } from '../../contracts/table-export/export-job.js';
import { assertRole, callerOf } from '../access/caller.js';
import { audited, noteForAudit } from '../access/record-audit.js';
import type { ApiDeps } from '../deps.js';
import { answerFile, fileHeaders, fileResponses } from '../files/answer-file.js';
import { endpoint } from '../request/endpoint.js';
import { inTime } from '../request/in-time.js';
import type { ExportDeps } from './export-deps.js';

/** `/exports/{filename}`: the whole files of exports, as `download_url` names them. */
export const downloadRoutes = ({
  store,
  exports,
}: Pick<ApiDeps, 'store'> & { readonly exports: ExportDeps }): OpenAPIHono => {
  const app = new OpenAPIHono();
  const download = async (c: Context, filename: string): Promise<Response> => {
    const record = await inTime(store.exportFiles.get(filename.slice(0, 255)));
    const path = record === undefined ? undefined : await pathOf(record, exports);
    if (record === undefined || path === undefined) throw unknown(filename);
    // Who may not read a column may not read it from a file.
    assertRole(callerOf(c), record.hasSecrets ? 'admin' : 'operator');
    const { file, bytes, sha256, createdAt } = record;
    return answerFile(c, {
      name: file,
      path,
      bytes,
      type: file.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
      etag: sha256,
      changedAt: new Date(createdAt),
    });
  };
  endpoint(app, DOWNLOAD, (c, { params: { filename } }) => {
    const answer = () => download(c, filename);
    noteForAudit(c, { name: filename.slice(0, 255) });
    // Each range of it, too: a part may be what somebody wants.
    const audit = { action: 'downloadExport', about: 'installation', readsBody: false } as const;
    return c.req.method === 'HEAD' ? answer() : audited(c, audit, answer);
  });
  return app;
};

/** Undefined where it is gone, is of another host, or is no longer the file that was written. */
const pathOf = async (
  { path, bytes, host }: ExportFileRecord,
  { limits: { directory }, host: here }: ExportDeps,
): Promise<string | undefined> => {
  if (host !== here) return undefined;
  try {
    const real = await realpath(path);
    const way = relative(await realpath(directory), real);
    const facts = await stat(real);
    return way === '' || way.startsWith('..') || !facts.isFile() || facts.size !== bytes ? undefined : real;
  } catch {
    return undefined;
  }
};

const unknown = (name: string): StevedoreError =>
  new StevedoreError(
    'EXPORT_UNKNOWN',
    `Cannot find the file "${name.slice(0, 100)}": it is not here, or not any more; export again`,
  );

const DOWNLOAD = {
  tag: 'exports',
  method: 'get',
  path: '/exports/{filename}',
  operationId: 'downloadExport',
  role: 'operator',
  summary: 'Download a file of an export',
  description: 'One with secret columns is for an admin. A range of its bytes, too, which is how a download goes on.',
  params: z.object({ filename: z.string() }),
  headers: fileHeaders,
  responses: fileResponses('SHA-256 of the whole file', ['text/csv', 'application/x-ndjson']),
  problems: [404, 503],
} as const;
