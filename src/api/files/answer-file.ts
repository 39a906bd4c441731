import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { isStevedoreError } from '../../contracts/errors.js';
import { byteRange } from './byte-range.js';

/** A whole file of the disk, as it is sent. */
export interface AnsweredFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly type: string;
  /** Without quotes; another one stands for other bytes. */
  readonly etag: string;
  readonly changedAt: Date;
}

/**
 * Answers with the file, or with the range of it that the request asks for; 304 where the caller has it. Throws
 * RANGE_INVALID.
 */
export const answerFile = (c: Context, file: AnsweredFile): Response => {
  const { name, path, bytes, type } = file;
  const etag = `"${file.etag}"`;
  const modified = file.changedAt.toUTCString();
  const headers = {
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
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
};

const matches = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*') === true;

const text = { schema: z.string() } as const;

const whole = <T extends string>(description: string, etag: string, types: readonly T[]) => ({
  description,
  headers: z.object({
    etag: z.string().describe(etag),
    'accept-ranges': z.string(),
    'content-disposition': z.string(),
  }),
  content: Object.fromEntries(types.map((type) => [type, text])) as { readonly [K in T]: typeof text },
});

/** What a route of files is described with; `etag` says what stands for the bytes. */
export const fileResponses = <T extends string>(etag: string, types: readonly T[]) => ({
  200: whole('The whole file', etag, types),
  206: whole('The range', etag, types),
  304: { description: 'It is the file that is known' },
  416: { description: 'The file has no such bytes' },
});

/** Headers that such a route reads. */
export const fileHeaders = z.object({
  Range: z.string().optional().describe('`bytes=0-99`, one range'),
  'If-Range': z.string().optional().describe('The ETag: otherwise the whole file comes'),
  'If-None-Match': z.string().optional(),
});
