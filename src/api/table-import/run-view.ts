import { z } from '@hono/zod-openapi';
import type { ImportTarget } from '../../contracts/table-import/input.js';
import type { RecordCounts } from '../../contracts/table-import/record-counts.js';
import type { ImportedFile, TableImportDetail } from '../../contracts/table-import/snapshot.js';
import { STANDARD_TABLE_IMPORT } from '../../contracts/table-import/names.js';
import { NO_FILES, sumOf } from '../../contracts/table-import/snapshot.js';
import { figuresOfFiles } from '../metrics/run-figures.js';
import type { RunKindView } from '../runs/run-kind-view.js';
import { committedFiles } from './committed-files.js';

/** A table of a run, by names only. */
export const importTarget = z
  .strictObject({
    resource: z.string().min(1).optional(),
    connection: z.string().min(1).optional(),
    schema: z.string().min(1).optional(),
    table: z.string().min(1).optional(),
    key: z.array(z.string().min(1)).min(1).optional(),
    format: z.enum(['csv', 'ndjson', 'by-name']).optional(),
    delimiter: z.string().min(1).optional(),
    encoding: z.string().min(1).optional(),
    skip_lines: z.int().min(0).optional(),
    header: z
      .boolean()
      .optional()
      .describe("CSV: whether the first record names the columns; otherwise they are the table's, in its order"),
    mapping: z
      .record(z.string().min(1), z.string().min(1).nullable())
      .openapi({ propertyNames: { minLength: 1 } } as never)
      .optional()
      .describe('Columns of the file to columns of the table, null to leave one out; default: by their names'),
  })
  .refine(
    ({ resource, connection, table }) => resource !== undefined || (connection !== undefined && table !== undefined),
    {
      error: 'name a resource, or a connection and a table',
    },
  )
  .openapi('ImportTarget', { anyOf: [{ required: ['resource'] }, { required: ['connection', 'table'] }] });

type Target = z.infer<typeof importTarget>;

/** Table imports in `/api/v1/runs`. */
export const tableImportView: RunKindView<'table-import'> = {
  startFields: {
    force: z.boolean().optional().describe('Import whatever was imported before; default: false'),
    dry_run: z
      .boolean()
      .optional()
      .describe('Table imports: do everything and roll it back, to see what would change; default: false'),
    files: z
      .array(z.string().min(1).max(4_096))
      .min(1)
      .max(1_000)
      .optional()
      .describe(
        "Table imports: only these names of the source's folder; with `to`, paths in files.allow of the worker",
      ),
    to: importTarget
      .optional()
      .describe('Table imports: the table that the files go into, instead of what the pipeline says of them'),
    job: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,100}$/)
      .optional()
      .describe('Table imports: an id of its own, so that several runs of the pipeline may be open'),
  },
  // Whoever has a key for the standard one may import into every table; see docs/security.md.
  beyond: ({ to }, { name }) => (to === undefined || name === STANDARD_TABLE_IMPORT ? [] : ['to']),
  input: (head, fields) => {
    const { force = false, dry_run: dryRun = false, files, to, job } = fields;
    return {
      kind: head.kind,
      pipeline: head.pipeline,
      trigger: head.trigger,
      by: head.by,
      ...(force === true ? { force: true } : {}),
      ...(dryRun === true ? { dryRun: true } : {}),
      ...(files === undefined ? {} : { files: files as string[] }),
      ...(to === undefined ? {} : { to: targetOf(to as Target) }),
      ...(job === undefined ? {} : { job: job as string }),
    };
  },
  progress: ({ step, progress, detail }, running) => {
    const files = (detail as TableImportDetail | undefined)?.files.length ?? 0;
    if (files === 0) return { step, progress };
    // Each file has an equal share, of which reading is most.
    const shares = running.map(({ done, total }) => (total === 0 ? 0 : done / total));
    const more = (93 / files) * shares.reduce((sum, share) => sum + share * 0.9, 0);
    return { step: running[0]?.step ?? step, progress: Math.min(99, Math.floor(progress + more)) };
  },
  figures: ({ detail }) => {
    const { dryRun, files } = (detail as TableImportDetail | undefined) ?? NO_FILES;
    return dryRun ? undefined : figuresOfFiles(files);
  },
  json: ({ detail }, { runId, running }) => {
    const { dryRun, files: told, examples } = (detail as TableImportDetail | undefined) ?? NO_FILES;
    const files = committedFiles(runId, told, running);
    return {
      detail: {
        dry_run: dryRun,
        counts: sumOf(files),
        files: files.map(fileJson),
        ...(examples === undefined ? {} : { examples }),
      },
    };
  },
};

/** The table that a request names. */
export const targetOf = ({ skip_lines: skipLines, mapping, ...to }: Target): ImportTarget => {
  const given = { ...to, skipLines, mapping: mapping && mappingOf(mapping) };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
};

const mappingOf = (mapping: NonNullable<Target['mapping']>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(mapping).map(([name, column]) => [name, column ?? '']));

const fileJson = ({ fileNo, name, table, state, error, ...counts }: ImportedFile) => ({
  file: fileNo,
  name,
  table,
  state,
  ...(counts satisfies RecordCounts),
  error: error ?? null,
});
