import { StevedoreError } from '../../../contracts/errors.js';

export type UploadFormat = 'csv' | 'ndjson';

/** What the sender says of a file. */
export interface SaidOfFile {
  readonly format?: string | undefined;
  /** A content type, with or without parameters. */
  readonly type?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * The format of an upload: the one that is named, or that of its content type, or that of its file's name. Nothing is
 * taken from its bytes. Throws REQUEST_INVALID.
 */
export const uploadFormat = ({ format, type, name }: SaidOfFile): UploadFormat => {
  if (format !== undefined) {
    if (format === 'csv' || format === 'ndjson') return format;
    throw refuse(`the format "${format.slice(0, 40)}" is unknown; use "csv" or "ndjson"`);
  }
  const byType = TYPES[(type ?? '').split(';')[0]?.trim().toLowerCase() ?? ''];
  if (byType !== undefined) return byType;
  const byName = FORMATS[/\.([a-z]+)$/i.exec(name ?? '')?.[1]?.toLowerCase() ?? ''];
  if (byName !== undefined) return byName;
  throw refuse(
    'its format is not known; send "format", the content type text/csv or application/x-ndjson, or a file name that ends with .csv or .ndjson',
  );
};

const FORMATS: Readonly<Record<string, UploadFormat>> = { csv: 'csv', ndjson: 'ndjson', jsonl: 'ndjson' };

const TYPES: Readonly<Record<string, UploadFormat>> = {
  'text/csv': 'csv',
  'application/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/x-jsonlines': 'ndjson',
};

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot take the upload: ${why}`);
