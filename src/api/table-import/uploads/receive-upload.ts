import type { Context } from 'hono';
import type { ReceivedUpload } from '../../../connectors/disk/upload-folder.js';
import { StevedoreError } from '../../../contracts/errors.js';
import { readChunks } from '../../files/read-chunks.js';
import { readMultipart } from '../../files/read-multipart.js';
import type { ImportDeps } from '../bulk/import-deps.js';
import { announcedBytes, MOST_OF_ENVELOPE } from '../bulk/receive-import.js';
import type { UploadFormat } from '../bulk/upload-format.js';
import { uploadFormat } from '../bulk/upload-format.js';

export interface NamedUpload {
  readonly upload: ReceivedUpload;
  readonly name: string;
  readonly format: UploadFormat;
}

interface SaidInQuery {
  readonly filename?: string | undefined;
  readonly format?: string | undefined;
}

/**
 * Takes a file that comes as the body itself, or as the part `file` of a form; its bytes are on the disk then. What is
 * refused leaves no file. Throws REQUEST_INVALID, FILE_EMPTY, UPLOAD_INCOMPLETE, UPLOAD_TOO_LARGE, UPLOAD_REFUSED,
 * UPLOAD_SCAN_FAILED, DISK_TOO_SMALL and DISK_FULL.
 */
export const receiveUpload = async (
  c: Context,
  query: SaidInQuery,
  { uploads }: Pick<ImportDeps, 'uploads'>,
): Promise<NamedUpload> => {
  const type = c.req.header('content-type') ?? '';
  try {
    if (!/^\s*multipart\/form-data/i.test(type)) {
      const format = uploadFormat({ type, name: query.filename, format: query.format });
      const upload = await uploads.receive(readChunks(c.req.raw.body), announcedBytes(c));
      return await checked(uploads, { upload, name: nameOf(query.filename, format), format });
    }
    const { file, fields } = await readMultipart(
      type,
      readChunks(c.req.raw.body),
      (bytes) => uploads.receive(bytes, Math.max(0, announcedBytes(c) - MOST_OF_ENVELOPE)),
      (upload) => uploads.discard(upload),
    );
    if (file === undefined) throw refuse('it has no file; send one as the part "file"');
    const name = query.filename ?? file.name;
    try {
      const inForm = fields['format'];
      if (inForm !== undefined && query.format !== undefined && inForm !== query.format)
        throw refuse('its query and its form name two formats; send one of them');
      const format = uploadFormat({ type: file.type, name, format: query.format ?? inForm });
      return await checked(uploads, { upload: file.taken, name: nameOf(name, format), format });
    } catch (error) {
      await uploads.discard(file.taken);
      throw error;
    }
  } catch (error) {
    // The rest of the body is not read, so nothing else can come by this connection.
    c.header('connection', 'close');
    throw error;
  }
};

const checked = async (uploads: ImportDeps['uploads'], received: NamedUpload): Promise<NamedUpload> => {
  if (received.upload.bytes > 0) return received;
  await uploads.discard(received.upload);
  throw new StevedoreError('FILE_EMPTY', 'Cannot take the upload: the file is empty');
};

/** As its sender calls it, without folders and without what no database stores in a text. */
const nameOf = (given: string | undefined, format: UploadFormat): string => {
  const name = (given ?? '')
    .replace(/^.*[\\/]/s, '')
    .replaceAll('\0', '')
    .trim();
  // Halves of characters, too, are none.
  const cut = Buffer.from([...name].slice(0, MOST_OF_NAME).join('')).toString();
  return cut === '' ? `upload.${format}` : cut;
};

/** What the store takes. */
const MOST_OF_NAME = 255;

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot take the upload: ${why}`);
