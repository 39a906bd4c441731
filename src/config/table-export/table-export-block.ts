import { z } from 'zod';
import { FILTER_OPERATORS } from '../../contracts/table-export/export-request.js';
import { duration, filledText, LONGEST_AGE_MS, optionalByteSize } from '../fields/fields.js';
import { alertAfter, scheduleKeys } from '../fields/schedule-keys.js';
import { retryBlock } from '../fields/retry-block.js';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const comparison = z.union([scalar, z.null(), z.array(scalar)]);

/** What holds for each table, unless the table says otherwise. */
const format = {
  format: z.enum(['csv', 'ndjson'], { error: 'must be "csv" or "ndjson"' }),
  order: z.enum(['stored', 'key'], { error: 'must be "stored" or "key"' }),
  spreadsheet: z.enum(['off', 'safe'], { error: 'must be "off" or "safe"' }),
  big_numbers: z.enum(['string', 'number'], { error: 'must be "string" or "number"' }),
};

/** A pipeline of kind `table-export` in the file. */
export const tableExportBlock = () =>
  z.strictObject({
    kind: z.literal('table-export').describe('Tables into CSV and NDJSON files.'),
    ...scheduleKeys(),
    alert_after: alertAfter('No export'),
    source: z
      .strictObject({
        connection: filledText().describe('The connection to PostgreSQL, MySQL or MariaDB.'),
        schema: filledText().optional().describe("Default: public; on MySQL the connection's database."),
      })
      .optional()
      .describe('Needed by tables that are not a resource.'),
    format: format.format.default('csv').describe('Of tables that do not say theirs.'),
    order: format.order
      .default('stored')
      .describe('`key`: rows by the primary key, so that the same rows are the same file.'),
    spreadsheet: format.spreadsheet
      .default('off')
      .describe("`safe`: CSV for people; texts like formulas begin with ', and such a file does not import back."),
    big_numbers: format.big_numbers
      .default('string')
      .describe('How NDJSON writes numbers of types with more than 15 digits.'),
    tables: z
      .array(
        z.strictObject({
          table: filledText().optional().describe('A table of the source.'),
          schema: filledText().optional().describe("Default: the source's."),
          resource: filledText().optional().describe('A declared resource, instead of table.'),
          fields: z
            .array(filledText())
            .min(1)
            .optional()
            .describe('Columns, in this order; default: all but secret ones.'),
          filters: z
            .record(
              filledText(),
              z.union([
                comparison,
                z.strictObject(Object.fromEntries(FILTER_OPERATORS.map((one) => [one, comparison.optional()]))),
              ]),
            )
            .optional()
            .describe('By column: a value, null, a list, or comparisons such as { gte: 2026-01-01 }.'),
          format: format.format.optional().describe("Default: the pipeline's."),
          order: format.order.optional().describe("Default: the pipeline's."),
          spreadsheet: format.spreadsheet.optional().describe("Default: the pipeline's."),
          big_numbers: format.big_numbers.optional().describe("Default: the pipeline's."),
        }),
      )
      .min(1)
      .describe('What is exported, a file each.'),
    folder: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, { error: 'must be a name of letters, digits, ".", "_" and "-"' })
      .optional()
      .describe('In export.directory; default: the name of the pipeline.'),
    keep: duration('0s', { least: 0, most: LONGEST_AGE_MS })
      .optional()
      .describe("Default: the installation's (export.keep)."),
    max_bytes: optionalByteSize().describe("Default: the installation's (export.max_bytes)."),
    retry: retryBlock(),
  });

export type TableExportBlock = z.output<ReturnType<typeof tableExportBlock>>;
