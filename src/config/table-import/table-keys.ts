import { z } from 'zod';
import { filledText, optionalByteSize } from '../fields/fields.js';

const LIMIT_RULE = 'must be a number of records, or a share such as "5%"';

/** A number of records, or `5%`. */
export const rejectLimit = () =>
  z
    .union([z.int().min(0), z.string().regex(/^(100|\d{1,2}(\.\d+)?)%$/, { error: LIMIT_RULE })], { error: LIMIT_RULE })
    .transform((limit) => (typeof limit === 'number' ? { count: limit } : { percent: Number(limit.slice(0, -1)) }));

/** A name, or several. */
export const names = () =>
  z
    .union([filledText().transform((name) => [name]), z.array(filledText()).min(1)], {
      error: 'must be a name, or a list of names',
    })
    .describe('A name, or several.');

/** How files are written. */
const formatKeys = {
  format: z
    .enum(['csv', 'ndjson', 'by-name'], { error: 'must be "csv", "ndjson" or "by-name"' })
    .optional()
    .describe('Default: by-name, which is NDJSON for names that end with .ndjson or .jsonl, and otherwise CSV.'),
  delimiter: filledText().optional().describe('Default: ",".'),
  quote: z.string().optional().describe("Stands around values; default: '\"'; empty: quotes are part of the value."),
  escape: z.string().optional().describe('Default: the quote, which is then written twice.'),
  comment: z.string().optional().describe('Lines that begin with it are skipped; default: none.'),
  encoding: filledText()
    .optional()
    .describe('Of files that are not UTF-8, such as windows-1252; without it such a file is refused.'),
  skiprows: z.int().min(0).max(1_000_000).optional().describe('Lines before the header; default: 0.'),
  header: z.boolean().optional().describe("Default: true; otherwise the columns are the table's, in its order."),
  on_empty_file: z
    .enum(['fail', 'accept'], { error: 'must be "fail" or "accept"' })
    .optional()
    .describe('What becomes of a CSV file that has a header and no record; default: fail.'),
  max_record_bytes: optionalByteSize().describe('A longer record is rejected; default: 16MiB.'),
};

/** What becomes of records and rows. */
export const writingKeys = {
  on_existing: z
    .enum(['update', 'reject'], { error: 'must be "update" or "reject"' })
    .optional()
    .describe('What becomes of a record whose row is there; default: update.'),
  on_conflict: z
    .union([z.enum(['source', 'target']), z.strictObject({ newer: filledText() })], {
      error: 'must be "source", "target" or { newer: <column> }',
    })
    .optional()
    .describe(
      'Whose values stand where a record and its row differ: of the file (source), of the row (target), or of the record only where its value in a column is higher ({ newer: updated_at }); default: source.',
    ),
  duplicates: z
    .enum(['last', 'first', 'reject'], { error: 'must be "last", "first" or "reject"' })
    .optional()
    .describe('Which of several records with one key counts; default: last.'),
  commit: z
    .enum(['once', 'batches'], { error: 'must be "once" or "batches"' })
    .optional()
    .describe('Whether readers see the whole file at once, or a batch after the other; default: once.'),
  batch_size: z.int().min(1).max(1_000_000).optional().describe('Records of a batch; default: 1000.'),
  max_rejects: rejectLimit().optional().describe('More rejects fail the run, such as 1000 or "5%"; default: any.'),
  max_shrink_percent: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe('Of a rebuild: the run fails where the table would lose more of its rows; default: any loss.'),
  on_new_columns: z
    .enum(['add', 'ignore', 'fail'], { error: 'must be "add", "ignore" or "fail"' })
    .optional()
    .describe(
      'Columns of a file that the table does not have; default: fail, of http ignore, for discovered tables add.',
    ),
  empty_as_null: z.boolean().optional().describe('Whether "" is NULL like nothing at all; default: false.'),
};

/** What `defaults` of a pipeline may say, and each of its `tables`. */
export const tableKeys = {
  ...formatKeys,
  ...writingKeys,
  primary_key: names().optional().describe('Tells which record is which row; default: the primary key of the table.'),
  rebuild_table: z
    .boolean()
    .optional()
    .describe('Rows that are not in the file go, in the transaction that fills the table; default: false.'),
  db_schema: filledText().optional().describe('Default: the schema of the target.'),
};
