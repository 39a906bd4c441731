import { z } from '@hono/zod-openapi';
import type { FileReading, ImportedFileRecord } from '../../contracts/table-import/imported-file-record.js';
import { placeOfLine } from '../../contracts/table-import/pages/page-range.js';
import type { RejectState, StoredReject } from '../../contracts/table-import/reject.js';
import { count, list } from '../request/fields.js';

export const rejectState = z.enum(['open', 'replayed', 'dismissed']) satisfies z.ZodType<RejectState>;

/** A reject in the API. */
export const rejectSchema = z
  .object({
    n: z.string().describe('Names it within its run: `<file>-<line>`'),
    file: count.describe('The number of its file in the run, from 1'),
    line: count.describe('The line that it begins on, as an editor counts'),
    place: z.string().nullable().describe('Of the records of a web service: `page 3, item 17`'),
    record: count.describe('Its number among the records of the file, from 1'),
    state: rejectState,
    reasons: list(
      z.object({
        code: z.string().describe('For programs, such as `required`, `invalid_type`, `not_unique`'),
        column: z.string().nullable(),
        value: z.string().nullable().describe('The first 200 characters'),
        message: z.string(),
      }),
    ),
    raw: z.string().describe('The record as it stands in the file; its first 64 KiB'),
    raw_bytes: count.describe('How many bytes it has in all'),
    mended: z.string().nullable().describe('What is replayed in its place'),
    replay_run_id: z.string().nullable().describe('The run that has put it into the table'),
  })
  .openapi('Reject');

export type RejectJson = z.infer<typeof rejectSchema>;

/** `reading` is that of its file. */
export const rejectJson = (reject: StoredReject, reading: Pick<FileReading, 'pages'> | undefined): RejectJson => ({
  n: `${reject.fileNo}-${reject.line}`,
  file: reject.fileNo,
  line: reject.line,
  place: (reading?.pages && placeOfLine(reading.pages, reject.line)) ?? null,
  record: reject.number,
  state: reject.state,
  reasons: reject.reasons.map(({ code, column, value, message }) => ({
    code,
    column: column ?? null,
    value: value ?? null,
    message,
  })),
  raw: reject.raw.toString(),
  raw_bytes: reject.rawBytes,
  mended: reject.mended?.toString() ?? null,
  replay_run_id: reject.replayRunId ?? null,
});

const rejectFile = z
  .object({
    file: count.describe('Its number in the run, from 1'),
    name: z.string(),
    table: z.string(),
    connection: z.string(),
    format: z.enum(['csv', 'ndjson']),
    header: z.string().nullable().describe('The header as it stands in the file; null: it has none'),
  })
  .openapi('RejectFile');

/** A file of a run, for whoever mends its rejects. */
export const rejectFileJson = ({
  fileNo,
  name,
  table,
  connection,
  reading,
}: ImportedFileRecord): z.infer<typeof rejectFile> => ({
  file: fileNo,
  name,
  table,
  connection,
  format: reading.format,
  header: reading.header ?? null,
});

/** A page of the rejects of a run. */
export const rejectPageSchema = z.object({
  rejects: list(rejectSchema),
  counts: z
    .object({ open: count, replayed: count, dismissed: count })
    .describe('Of those that are kept of the whole run'),
  total: count.describe('All of the run; the first 100,000 of each file are kept'),
  groups: list(
    z.object({
      code: z.string(),
      column: z.string().nullable(),
      count,
      open: count.describe('How many of them are open'),
    }),
  ).describe('Of those that are kept of the whole run, the most frequent first'),
  files: list(rejectFile).describe('All files of the run, also those without a reject'),
  next: z.string().nullable(),
});

export type RejectPageJson = z.infer<typeof rejectPageSchema>;
