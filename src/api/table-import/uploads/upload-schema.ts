import { z } from '@hono/zod-openapi';
import type { FilePreview } from '../../../contracts/table-import/preview/file-preview.js';
import { count, list, orNull, time } from '../../request/fields.js';
import type { FoundUpload } from './upload-note.js';

export const uploadSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    format: z.enum(['csv', 'ndjson']),
    bytes: count,
    sha256: z.string().describe('Of its bytes, in hexadecimal digits'),
    created_at: time,
    kept_until: time.describe('Then it is removed, unless it is used before'),
  })
  .openapi('Upload');

/** A file that was uploaded and is not imported yet. */
export type UploadJson = z.infer<typeof uploadSchema>;

export const uploadJson = ({ id, name, format, bytes, sha256, createdAt, keptUntil }: FoundUpload): UploadJson => ({
  id,
  name,
  format,
  bytes,
  sha256,
  created_at: createdAt,
  kept_until: keptUntil.toISOString(),
});

const value = z.string().nullable().describe('null: NULL; the first 200 characters');

const table = z
  .object({
    connection: z.string(),
    schema: z.string(),
    table: z.string(),
    exists: z.boolean(),
    unsuitable: z.string().nullable().describe('Why nothing can be imported into it'),
    key: list(z.string()),
    columns: list(
      z.object({
        name: z.string(),
        type: z.string().describe('As the server writes it'),
        needed: z.boolean().describe('Whether a file without it cannot go in'),
      }),
    ).describe('Those that a file can fill'),
  })
  .openapi('PreviewedTable');

export const uploadPreviewSchema = z
  .object({
    upload: uploadSchema,
    encoding: z.string(),
    encoding_needed: z.boolean().describe('Whether the import must be told it: the file does not show it by itself'),
    delimiter: z.string().nullable().describe('Of CSV, as the following two'),
    skip_lines: z.int().nullable(),
    header: z.boolean().nullable(),
    doubts: list(
      z.object({
        code: z.string().describe('For programs, such as `not_utf8`, `tie`, `no_header`'),
        message: z.string(),
        values: z.record(z.string(), z.string()).describe('What the message names'),
      }),
    ).describe('What a person should look at'),
    columns: list(
      z.object({
        name: z.string(),
        type: z.string().describe('The narrowest that all first values have'),
        filled: z.boolean().describe('No value is missing'),
        distinct: z.boolean().describe('Every value is another one'),
        longest: count.describe('Characters of the longest value'),
      }),
    ).describe('By the first 64 KiB of the file'),
    rows: list(list(value)).describe('The first records, in the order of the columns'),
    table: orNull(table).describe('null: none was named'),
    mapping: list(
      z.object({
        column: z.string().describe('Of the file'),
        to: z.string().nullable().describe('Of the table'),
        by: z
          .enum(['same', 'alike', 'none'])
          .describe('`same` name, `alike` but for case and marks, `none`: chosen, or nothing is like it'),
        misfits: list(z.object({ value: z.string(), message: z.string() })).describe(
          'Of the first records: values that the column of the table refuses',
        ),
      }),
    ).describe('Where each column of the file could go, for a person to confirm; empty without a table'),
  })
  .openapi('UploadPreview');

/** What an upload has, and where its columns could go. */
export type UploadPreviewJson = z.infer<typeof uploadPreviewSchema>;

const SHOWN_CHARACTERS = 200;

/** The part of a preview that is of the file alone. */
export const previewJson = ({
  encoding,
  encodingNeeded,
  delimiter,
  skipLines,
  header,
  doubts,
  columns,
  rows,
}: FilePreview): Omit<UploadPreviewJson, 'upload' | 'table' | 'mapping'> => ({
  encoding,
  encoding_needed: encodingNeeded,
  delimiter: delimiter ?? null,
  skip_lines: skipLines ?? null,
  header: header ?? null,
  doubts: doubts.map(({ code, message, values = {} }) => ({ code, message, values })),
  columns: columns.map(({ name, type, filled, distinct, longest }) => ({ name, type, filled, distinct, longest })),
  rows: rows.map((row) =>
    row.map((one) => (one === null ? null : Buffer.from(one.slice(0, SHOWN_CHARACTERS)).toString())),
  ),
});
