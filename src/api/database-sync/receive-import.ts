import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ReceivedUpload } from '../../connectors/disk/upload-folder.js';
import { StevedoreError } from '../../contracts/errors.js';
import { readChunks } from '../files/read-chunks.js';
import { readMultipart } from '../files/read-multipart.js';
import { by } from '../request/fields.js';
import { idempotencyKey } from '../request/once-fields.js';
import { readBody } from '../request/read-request.js';
import type { DatabaseSyncDeps } from './database-sync-deps.js';
import { findDump } from './dump-routes.js';

/** What stays of the generation before: kept, kept and written to a file first, or dropped when the new one is live. */
export type Backup = boolean | 'file';

/** What is imported, and where it goes. */
export interface AskedImport {
  readonly from: NamedDump | UploadedDump;
  readonly database: string;
  readonly backup: Backup;
  readonly by?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** A dump of the folder. */
export interface NamedDump {
  readonly file: string;
}

/** Bytes that came with the request: no dump yet. */
export interface UploadedDump {
  readonly upload: ReceivedUpload;
  readonly compressed: boolean;
  /** What the sender calls it. @default nothing */
  readonly called?: string | undefined;
}

export interface ReceivingDeps {
  readonly syncing: Pick<DatabaseSyncDeps, 'dumps' | 'uploads'>;
  /** Throws where nothing may be imported into the database. */
  readonly assertMayImport: (database: string) => void;
}

/**
 * Takes what is to be imported: the name of a dump, or a file, which is among the uploads then, whole (`keepUpload`).
 * What can be refused before the bytes is; what is refused after them leaves no file. Nothing of a file is looked at
 * but its first bytes: the import checks it. Throws REQUEST_INVALID, DUMP_UNKNOWN, UPLOAD_… and DISK_… codes.
 */
export const receiveImport = async (c: Context, query: SaidInQuery, deps: ReceivingDeps): Promise<AskedImport> => {
  const type = c.req.header('content-type') ?? '';
  const name = type.split(';')[0]?.trim().toLowerCase() ?? '';
  try {
    if (name === 'application/json') return await receiveName(c, deps);
    if (name === 'multipart/form-data') return await receiveForm(c, query, type, deps);
    const said = checkSaid(query);
    deps.assertMayImport(said.database);
    const taken = await takeFile(readChunks(c.req.raw.body), announcedBytes(c), deps);
    return { ...said, from: { ...taken, called: query.filename } };
  } catch (error) {
    // The rest of the body is not read, so nothing else can come by this connection.
    c.header('connection', 'close');
    throw error;
  }
};

const receiveName = async (c: Context, { syncing, assertMayImport }: ReceivingDeps): Promise<AskedImport> => {
  const { file, idempotency_key: key, ...asked } = await readBody(c, namedImport);
  assertMayImport(asked.database);
  const dump = await findDump(syncing.dumps, file);
  // It may wait for a worker, and nobody knows until then that it is in use. A file of another user keeps its age.
  await syncing.dumps.renew(dump).catch(() => undefined);
  return { ...asked, from: { file: dump.name }, idempotencyKey: key };
};

const receiveForm = async (c: Context, query: SaidInQuery, type: string, deps: ReceivingDeps): Promise<AskedImport> => {
  const { fields, file } = await readMultipart(
    type,
    readChunks(c.req.raw.body),
    (bytes, before) => {
      const known = before['database'] ?? query.database;
      if (known !== undefined) deps.assertMayImport(known);
      return takeFile(bytes, Math.max(0, announcedBytes(c) - MOST_OF_ENVELOPE), deps);
    },
    ({ upload }) => deps.syncing.uploads.discard(upload),
  );
  if (file === undefined) throw refuse('it has no file; send one as the part "file"');
  try {
    const said = checkSaid({ ...query, ...fields });
    deps.assertMayImport(said.database);
    return { ...said, from: { ...file.taken, called: file.name } };
  } catch (error) {
    await deps.syncing.uploads.discard(file.taken.upload);
    throw error;
  }
};

/** What a request may say beside its body; the fields of a form may say it, too. */
export interface SaidInQuery {
  readonly database?: string | undefined;
  readonly backup?: string | undefined;
  readonly filename?: string | undefined;
  readonly by?: string | undefined;
  readonly idempotency_key?: string | undefined;
}

const checkSaid = ({ database, backup = 'true', by: who, idempotency_key: key }: SaidInQuery) => {
  if (database === undefined || database === '') throw refuse('"database" is missing; name a configured database');
  const kept = ({ true: true, false: false, file: 'file' } as const)[backup];
  if (kept === undefined) throw refuse('"backup" must be "true", "false" or "file"');
  return { database, backup: kept, by: who, idempotencyKey: key };
};

const takeFile = async (
  bytes: AsyncIterable<Uint8Array>,
  announced: number,
  { syncing: { uploads } }: ReceivingDeps,
): Promise<Pick<UploadedDump, 'upload' | 'compressed'>> => {
  let head = Buffer.alloc(0);
  const looked = async function* () {
    for await (const chunk of bytes) {
      if (head.length < 2) head = Buffer.concat([head, chunk.subarray(0, 2)]);
      yield chunk;
    }
  };
  const upload = await uploads.receive(looked(), announced);
  if (upload.bytes > 0) return { upload, compressed: head[0] === 0x1f && head[1] === 0x8b };
  await uploads.discard(upload);
  throw refuse('its file is empty; send the dump as the body, or as the part "file" of a form');
};

/** 0 where it is not said. */
const announcedBytes = (c: Context): number => {
  const length = c.req.header('content-length') ?? '';
  return /^\d+$/.test(length) ? Number(length) : 0;
};

/** What a form has around its file, at most as a rule. */
const MOST_OF_ENVELOPE = 64 * 1_024;

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot import: ${why}`);

/** A database as the configuration names it. */
export const databaseName = z.string().min(1).max(255).describe('The name of a database: `GET /api/databases`');

/** The body that names a dump. */
export const namedImport = z.strictObject({
  file: z.string().min(1).describe('The name of a dump: `GET /api/sync/dumps`'),
  database: databaseName,
  backup: z
    .union([z.boolean(), z.literal('file')])
    .default(true)
    .describe('What is there before: kept; `file`: exported to a file first, too; `false`: dropped afterwards'),
  by,
  idempotency_key: idempotencyKey,
});
