import { z } from 'zod';
import { filledText, flag } from '../fields/fields.js';
import { alertAfter, scheduleKeys } from '../fields/schedule-keys.js';
import { retryBlock } from '../fields/retry-block.js';
import { pagesSourceKeys } from './pages-source-block.js';
import { tableKeys } from './table-keys.js';

const mapping = () =>
  z
    .record(filledText(), filledText())
    .optional()
    .describe(
      'Names of the file to names of the table; what is not named keeps its name. Of NDJSON and http also paths, such as artist.name.',
    );

/** A pipeline of kind `table-import` in the file. */
export const tableImportBlock = () =>
  z.strictObject({
    kind: z.literal('table-import').describe('CSV and NDJSON files, and records of web services, into tables.'),
    ...scheduleKeys(),
    alert_after: alertAfter('No import'),
    source: z
      .strictObject({
        connection: filledText()
          .optional()
          .describe('An sftp or http connection; without it the files are on the disk of the worker.'),
        path: filledText().describe(
          "The folder; without a connection one of files.allow or within it, and it may end with the pattern of the names. Of http: what stands behind the connection's base_url.",
        ),
        file_pattern: filledText().optional().describe('Names to take, with * and ?; default: "*".'),
        ...pagesSourceKeys,
      })
      .optional()
      .describe('Where the files come from; without it each start names them.'),
    target: z
      .strictObject({
        connection: filledText().describe('The connection to PostgreSQL, MySQL or MariaDB.'),
        schema: filledText().optional().describe("Default: public; on MySQL the connection's database."),
      })
      .optional()
      .describe('Needed by tables that are not a resource.'),
    defaults: z
      .strictObject({
        file_pattern: filledText().optional().describe('Of discovered tables; default: "*".'),
        ...tableKeys,
      })
      .prefault({})
      .describe('Hold for every table that does not say otherwise.'),
    table_naming: z
      .strictObject({
        strip_prefix: z.string().default('').describe('Taken from the beginning of the name.'),
        strip_suffix: z.string().default('').describe('Taken from the end of the name, before its extension.'),
        lowercase: flag(true).describe('Whether the name of the table is in lower case.'),
      })
      .optional()
      .describe('Files that no entry of tables names go into a table that has the name of the file.'),
    tables: z
      .array(
        z.strictObject({
          file_pattern: filledText()
            .default('*')
            .describe('Names of files, with * and ?; the first entry that matches counts.'),
          target_table: filledText()
            .optional()
            .describe('The table; made after the header where it is not there and has a primary_key.'),
          resource: filledText().optional().describe('A declared resource, instead of target_table.'),
          column_mapping: mapping(),
          ...tableKeys,
        }),
      )
      .default([])
      .describe('Which file goes into which table, and how it is read.'),
    seen: z
      .enum(['skip', 'again'], { error: 'must be "skip" or "again"' })
      .default('skip')
      .describe('What happens to a file that was imported before and has not changed.'),
    work_dir: filledText().default('./data/tables').describe('Where files are kept while a run reads them.'),
    retry: retryBlock(),
  });

export type TableImportBlock = z.output<ReturnType<typeof tableImportBlock>>;
export type TableBlock = TableImportBlock['tables'][number];
