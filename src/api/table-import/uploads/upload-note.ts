import * as z from 'zod';
import type { NotedUpload } from '../../../connectors/disk/upload-folder.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { ImportDeps } from '../bulk/import-deps.js';
import { KEPT_WITHOUT_JOB_MS } from '../bulk/kept-without-job.js';

/** What is written down beside an upload. */
const upload = z.object({
  name: z.string(),
  format: z.enum(['csv', 'ndjson']),
  bytes: z.int().min(0),
  sha256: z.string(),
  createdAt: z.string(),
});

export type UploadNote = z.infer<typeof upload>;

export interface FoundUpload extends UploadNote {
  readonly id: string;
  /** On this host's disk. */
  readonly path: string;
  /** When it is removed, unless it is used before. */
  readonly keptUntil: Date;
}

/** Throws UPLOAD_UNKNOWN. */
export const findUpload = async ({ uploads }: Pick<ImportDeps, 'uploads'>, id: string): Promise<FoundUpload> => {
  const found = await uploads.find(id);
  const note = found && upload.safeParse(jsonOf(found));
  if (found === undefined || note?.success !== true)
    throw new StevedoreError(
      'UPLOAD_UNKNOWN',
      `Cannot find the upload "${id.slice(0, 40)}": it is not here, or not any more; upload the file again`,
    );
  return {
    id: found.id,
    path: found.path,
    keptUntil: new Date(found.notedAt.getTime() + KEPT_WITHOUT_JOB_MS),
    ...note.data,
  };
};

const jsonOf = ({ note }: NotedUpload): unknown => {
  try {
    return JSON.parse(note);
  } catch {
    return undefined;
  }
};

/** Notes what an upload is; noted again, it is kept for another day. */
export const noteUpload = (
  { uploads }: Pick<ImportDeps, 'uploads'>,
  id: string,
  { name, format, bytes, sha256, createdAt }: UploadNote,
): Promise<void> => uploads.note(id, JSON.stringify({ name, format, bytes, sha256, createdAt } satisfies UploadNote));
