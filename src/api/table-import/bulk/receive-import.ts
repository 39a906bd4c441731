import type { Context } from 'hono';
import type { ReceivedUpload, UploadFolder } from '../../../connectors/disk/upload-folder.js';
import { checkedUrl } from '../../../contracts/connections/checked-url.js';
import { StevedoreError } from '../../../contracts/errors.js';
import { readChunks } from '../../files/read-chunks.js';
import { readBody } from '../../request/read-request.js';
import { givenKey } from '../../request/start-once.js';
import { addressed } from './job-schema.js';
import { readMultipart } from '../../files/read-multipart.js';
import type { UploadFormat } from './upload-format.js';
import { uploadFormat } from './upload-format.js';

/** What a request asks for. */
export type ReceivedImport = AskedImport & ({ readonly upload: ReceivedUpload } | { readonly url: string });

interface AskedImport {
  readonly resource: string;
  readonly format: UploadFormat;
  readonly key: string;
}

export interface ReceivingDeps {
  readonly uploads: UploadFolder;
  /** Throws RESOURCE_UNKNOWN. */
  readonly assertResource: (name: string) => void;
}

/**
 * Takes the upload of a request, whose bytes are on the disk then: a multipart form, or the file itself as the body; or
 * the address of a file. What can be refused before the bytes is; what is refused after them leaves no file. Throws
 * REQUEST_INVALID, RESOURCE_UNKNOWN, UPLOAD_INCOMPLETE, UPLOAD_TOO_LARGE, UPLOAD_REFUSED, UPLOAD_SCAN_FAILED,
 * DISK_TOO_SMALL and DISK_FULL.
 */
export const receiveImport = async (c: Context, query: SaidInQuery, deps: ReceivingDeps): Promise<ReceivedImport> => {
  const type = c.req.header('content-type') ?? '';
  const name = type.split(';')[0]?.trim().toLowerCase() ?? '';
  try {
    if (name === 'multipart/form-data') return await receiveForm(c, query, type, deps);
    if (name === 'application/json') return await receiveAddress(c, query, deps);
    return await receiveFile(c, query, type, deps);
  } catch (error) {
    // The rest of the body is not read, so nothing else can come by this connection.
    c.header('connection', 'close');
    throw error;
  }
};

const receiveForm = async (
  c: Context,
  query: SaidInQuery,
  type: string,
  { uploads, assertResource }: ReceivingDeps,
): Promise<ReceivedImport> => {
  // Before the bytes, where it can be told.
  givenKey(c, undefined);
  const { fields, file } = await readMultipart(
    type,
    readChunks(c.req.raw.body),
    (bytes, before) => {
      const known = before['resource_type'] ?? query.resource_type;
      if (known !== undefined) assertResource(known);
      return uploads.receive(bytes, Math.max(0, announcedBytes(c) - MOST_OF_ENVELOPE));
    },
    (upload) => uploads.discard(upload),
  );
  if (file === undefined) throw refuse('it has no file; send one as the part "file"');
  try {
    return {
      upload: file.taken,
      ...askedOf(c, { ...query, ...fields }, { type: file.type, name: file.name }, assertResource),
    };
  } catch (error) {
    await uploads.discard(file.taken);
    throw error;
  }
};

const receiveFile = async (
  c: Context,
  query: SaidInQuery,
  type: string,
  { uploads, assertResource }: ReceivingDeps,
): Promise<ReceivedImport> => {
  const asked = askedOf(c, query, { type, name: query.filename }, assertResource);
  return { upload: await uploads.receive(readChunks(c.req.raw.body), announcedBytes(c)), ...asked };
};

/** What a request may say beside its body; the fields of a form may say it, too. */
export interface SaidInQuery {
  readonly resource_type?: string | undefined;
  readonly format?: string | undefined;
  readonly filename?: string | undefined;
}

const askedOf = (
  c: Context,
  fields: SaidInQuery & { readonly idempotency_key?: string | undefined },
  file: { readonly type: string; readonly name?: string | undefined },
  assertResource: ReceivingDeps['assertResource'],
): AskedImport => {
  const { resource_type: resource, format, idempotency_key: inBody } = fields;
  const key = givenKey(c, inBody);
  if (key === undefined || key === '') {
    throw refuse('it has no idempotency key; send the header "Idempotency-Key", with a value of your own choice');
  }
  if (key.length > MOST_OF_KEY) throw refuse(`its idempotency key has more than ${MOST_OF_KEY} characters`);
  if (resource === undefined || resource === '') throw refuse('"resource_type" is missing; name a declared resource');
  assertResource(resource);
  return { resource, key, format: uploadFormat({ ...file, format }) };
};

const MOST_OF_KEY = 255;

/** How many bytes a request says that it has; 0 where it is not said. */
export const announcedBytes = (c: Context): number => {
  const length = c.req.header('content-length') ?? '';
  return /^\d+$/.test(length) ? Number(length) : 0;
};

/** What a form has around its file, at most as a rule. */
export const MOST_OF_ENVELOPE = 64 * 1_024;

/** It is fetched by the run, so that it may be as large as an upload. */
const receiveAddress = async (
  c: Context,
  query: SaidInQuery,
  { assertResource }: ReceivingDeps,
): Promise<ReceivedImport> => {
  const { url, ...said } = await readBody(c, addressed);
  if (url === undefined)
    throw refuse('a file is needed; send it as multipart/form-data, text/csv or application/x-ndjson, or its "url"');
  const { pathname, href } = checkedUrl(url, 'Cannot take the import');
  return { url: href, ...askedOf(c, { ...query, ...said }, { type: '', name: pathname }, assertResource) };
};

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot take the import: ${why}`);
