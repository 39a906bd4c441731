import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { Readable } from 'node:stream';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { ExportFileRecord } from '../../contracts/table-export/export-job.js';
import { assertRole, callerOf } from '../access/caller.js';
import type { ApiDeps } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { inTime } from '../request/in-time.js';
import { byteRange } from './byte-range.js';
import type { ExportDeps } from './export-deps.js';

/** `/exports/{filename}`: the whole files of exports, as `download_url` names them. */
export const downloadRoutes = ({
  store,
  exports,
}: Pick<ApiDeps, 'store'> & { readonly exports: ExportDeps }): OpenAPIHono => {
  const app = new OpenAPIHono();
  endpoint(app, DOWNLOAD, async (c, { params }) => {
    const record = await inTime(store.exportFiles.get(params.filename.slice(0, 255)));
    const path = record === undefined ? undefined : await pathOf(record, exports);
    if (record === undefined || path === undefined) throw unknown(params.filename);
    // Who may not read a column may not read it from a file.
    assertRole(callerOf(c), record.hasSecrets ? 'admin' : 'operator');
    const { file, bytes, sha256, createdAt } = record;
    const etag = `"${sha256}"`;
    const modified = new Date(createdAt).toUTCString();
    const headers = {
      'content-type': file.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
      'content-disposition': `attachment; filename="${file}"`,
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'last-modified': modified,
      etag,
    };
    if (matches(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers });
    const condition = c.req.header('if-range');
    const isSame = condition === undefined || condition === etag || condition === modified;
    let range: ReturnType<typeof byteRange>;
    try {
      range = byteRange(isSame ? c.req.header('range') : undefined, bytes);
    } catch (error) {
      if (isStevedoreError(error)) c.header('content-range', `bytes */${bytes}`);
      throw error;
    }
    const { from, to } = range ?? { from: 0, to: bytes };
    const isHead = c.req.method === 'HEAD';
    const body = isHead || from === to ? null : Readable.toWeb(createReadStream(path, { start: from, end: to - 1 }));
    return new Response(body as ReadableStream | null, {
      status: range === undefined ? 200 : 206,
      headers: {
        ...headers,
        'content-length': String(to - from),
        ...(range === undefined ? {} : { 'content-range': `bytes ${from}-${to - 1}/${bytes}` }),
      },
    });
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

const matches = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*') === true;

const unknown = (name: string): StevedoreError =>
  new StevedoreError(
    'EXPORT_UNKNOWN',
    `Cannot find the file "${name.slice(0, 100)}": it is not here, or not any more; export again`,
  );

const bytes = { schema: z.string() } as const;

const answer = (description: string) => ({
  description,
  headers: z.object({
    etag: z.string().describe('SHA-256 of the whole file'),
    'accept-ranges': z.string(),
    'content-disposition': z.string(),
  }),
  content: { 'text/csv': bytes, 'application/x-ndjson': bytes },
});

const DOWNLOAD = {
  tag: 'exports',
  method: 'get',
  path: '/exports/{filename}',
  operationId: 'downloadExport',
  role: 'operator',
  summary: 'Download a file of an export',
  description: 'One with secret columns is for an admin. A range of its bytes, too, which is how a download goes on.',
  params: z.object({ filename: z.string() }),
  headers: z.object({
    Range: z.string().optional().describe('`bytes=0-99`, one range'),
    'If-Range': z.string().optional().describe('The ETag: otherwise the whole file comes'),
    'If-None-Match': z.string().optional(),
  }),
  responses: {
    200: answer('The whole file'),
    206: answer('The range'),
    304: { description: 'It is the file that is known' },
    416: { description: 'The file has no such bytes' },
  },
  problems: [404, 503],
} as const;
