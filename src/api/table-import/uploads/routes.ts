import { randomUUID } from 'node:crypto';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { StevedoreError } from '../../../contracts/errors.js';
import { STANDARD_TABLE_IMPORT } from '../../../contracts/table-import/names.js';
import { noteForAudit } from '../../access/record-audit.js';
import type { ApiDeps } from '../../deps.js';
import { assertEnabled, findPipelineOf } from '../../pipelines/find-pipeline.js';
import { endpoint } from '../../request/endpoint.js';
import { by } from '../../request/fields.js';
import { jsonAnswer, LOCATION } from '../../request/json-answer.js';
import { flag, jsonText, wholeNumber } from '../../request/query-fields.js';
import { onceOf } from '../../request/start-once.js';
import { startedJson, startedRun } from '../../runs/started-run.js';
import type { ImportDeps } from '../bulk/import-deps.js';
import { importTarget, targetOf } from '../run-view.js';
import { previewUpload } from './preview-upload.js';
import { receiveUpload } from './receive-upload.js';
import { findUpload, noteUpload } from './upload-note.js';
import { uploadJson, uploadPreviewSchema, uploadSchema } from './upload-schema.js';

type UploadDeps = Pick<ApiDeps, 'runs' | 'settings' | 'connections'> & { readonly imports: ImportDeps };

/** `/api/v1/uploads`: a file is uploaded, looked at, mapped to a table, and imported from there. */
export const uploadRoutes = (deps: UploadDeps): OpenAPIHono => {
  const app = new OpenAPIHono();
  const { imports, runs, settings } = deps;

  endpoint(app, CREATE, async (c, { query }) => {
    const { upload, name, format } = await receiveUpload(c, query, imports);
    noteForAudit(c, { name });
    try {
      await imports.uploads.keep(upload, format);
      const { bytes, sha256, id } = upload;
      await noteUpload(imports, id, { name, format, bytes, sha256, createdAt: new Date().toISOString() });
    } catch (error) {
      await imports.uploads.discard(upload);
      throw error;
    }
    c.header('location', `/api/v1/uploads/${upload.id}`);
    return c.json(uploadJson(await findUpload(imports, upload.id)), 201);
  });

  endpoint(app, READ, async (c, { params }) => c.json(uploadJson(await findUpload(imports, params.id)), 200));

  endpoint(app, PREVIEW, async (c, { params, query }) => {
    const { encoding, delimiter, skip_lines: skipLines, header, mapping, ...to } = query;
    const upload = await findUpload(imports, params.id);
    const said = { encoding, delimiter, skipLines, header };
    const preview = await previewUpload({ imports, connections: deps.connections?.all ?? [] }, upload, {
      said: Object.fromEntries(Object.entries(said).filter(([, one]) => one !== undefined)),
      to: Object.values(to).every((one) => one === undefined) ? undefined : to,
      mapping: mappingOf(mapping),
    });
    c.header('cache-control', 'no-store');
    return c.json(preview, 200);
  });

  endpoint(app, IMPORT, async (c, { params, body: { by: asked, trigger, to, dry_run: dryRun } }) => {
    const upload = await findUpload(imports, params.id);
    const pipeline = findPipelineOf('table-import', settings.pipelines, STANDARD_TABLE_IMPORT);
    assertEnabled(pipeline);
    // Used now, it is kept for another day.
    await noteUpload(imports, upload.id, upload);
    const started = await runs.start(
      {
        kind: 'table-import',
        pipeline: pipeline.name,
        trigger,
        by: asked ?? trigger,
        host: imports.host,
        files: [upload.path],
        to: { format: upload.format, ...targetOf(to), fileName: upload.name },
        job: `upload-${randomUUID()}`,
        ...(dryRun === true ? { dryRun } : {}),
      },
      onceOf(c),
    );
    return c.json(startedJson(c, started, pipeline.name), 202);
  });

  endpoint(app, DISCARD, async (c, { params }) => {
    const { id, name } = await findUpload(imports, params.id);
    noteForAudit(c, { name });
    await imports.uploads.discard({ id });
    return c.body(null, 204) as never;
  });

  return app;
};

/** As JSON in the query. Throws REQUEST_INVALID. */
const mappingOf = (text: string | undefined): Readonly<Record<string, string>> | undefined => {
  if (text === undefined) return undefined;
  const refused = () =>
    new StevedoreError(
      'REQUEST_INVALID',
      'Cannot map the upload: "mapping" is not {"column of the file": "column of the table", or null}',
    );
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw refused();
  }
  const checked = z.record(z.string(), z.string().nullable()).safeParse(given);
  if (!checked.success) throw refused();
  return Object.fromEntries(Object.entries(checked.data).map(([name, column]) => [name, column ?? '']));
};

const ofUploads = { tag: 'uploads', role: 'operator' } as const;
const one = z.object({ id: z.uuid() });
const binary = { schema: z.string().min(1).openapi({ format: 'binary' }) } as const;
const name = z.string().min(1).max(255);

const CREATE = {
  ...ofUploads,
  method: 'post',
  path: '/',
  operationId: 'createUpload',
  summary: 'Upload a file to be mapped and imported',
  description:
    'As the file itself, or as the part `file` of a form. Nothing is imported yet. It is kept for a day after it was used last, and while an open run names it, on the disk of the server that took it. An upload that is cut off, or refused, leaves nothing.',
  query: z.object({
    filename: z.string().max(1_000).optional().describe('What people call it; a form has it, too'),
    format: z.enum(['csv', 'ndjson']).optional().describe('Default: that of the content type, or of the file name'),
  }),
  upload: {
    'text/csv': binary,
    'application/x-ndjson': binary,
    'application/octet-stream': binary,
    'multipart/form-data': { schema: z.object({ file: binary.schema, format: z.enum(['csv', 'ndjson']).optional() }) },
  },
  responses: { 201: jsonAnswer(uploadSchema, 'It is whole, and here', { location: "The upload's address" }) },
  problems: [503],
} as const;

const READ = {
  ...ofUploads,
  method: 'get',
  path: '/{id}',
  operationId: 'readUpload',
  summary: 'Read what an upload is',
  params: one,
  responses: { 200: jsonAnswer(uploadSchema, 'The upload') },
  problems: [404],
} as const;

const PREVIEW = {
  ...ofUploads,
  method: 'get',
  path: '/{id}/preview',
  operationId: 'previewUpload',
  summary: 'See how an upload is written, and where its columns could go',
  description:
    'What is not said is guessed from the file, with what to look at; a run guesses nothing, so what is right is said to it. With a resource, or a connection and a table, each column of the file gets a proposal. Changes nothing.',
  params: one,
  query: z.object({
    encoding: z
      .string()
      .regex(/^[A-Za-z0-9:._-]{1,40}$/)
      .optional()
      .describe('A label of the Encoding Standard, such as `windows-1252`'),
    delimiter: z
      .string()
      .regex(/^[^"\r\n]{1,4}$/u, 'one to four characters; a quote or a line end delimits nothing')
      // The flag would be written into it.
      .openapi({ pattern: '^[^"\\r\\n]{1,4}$' })
      .optional(),
    skip_lines: wholeNumber(0, 1_000_000).optional(),
    header: flag().optional(),
    resource: name.optional(),
    connection: name.optional(),
    schema: name.optional(),
    table: name.optional(),
    mapping: jsonText(20_000, { type: 'object', additionalProperties: { type: ['string', 'null'] } })
      .optional()
      .describe('What is chosen already, as JSON: see `ImportTarget.mapping`'),
  }),
  responses: { 200: jsonAnswer(uploadPreviewSchema, 'What the file has') },
  problems: [404, 503],
} as const;

const IMPORT = {
  ...ofUploads,
  method: 'post',
  path: '/{id}/import',
  operationId: 'importUpload',
  once: 'by header or body',
  summary: 'Import an upload',
  description: `Starts a run of the pipeline \`${STANDARD_TABLE_IMPORT}\` over it, into the table that \`to\` names, as it says. A dry run does everything and rolls it back; the upload can be imported after it.`,
  params: one,
  body: z.strictObject({
    by,
    trigger: z.enum(['api', 'cli']).default('api'),
    to: importTarget,
    dry_run: z.boolean().optional().describe('Default: false'),
  }),
  responses: { 202: jsonAnswer(startedRun, 'It has begun', LOCATION) },
  problems: [404, 409, 503],
} as const;

const DISCARD = {
  ...ofUploads,
  method: 'delete',
  path: '/{id}',
  operationId: 'discardUpload',
  summary: 'Remove an upload',
  description: 'Imports of it that have ended stay as they are; one that is open fails where it still has to read it.',
  params: one,
  responses: { 204: { description: 'It is gone' } },
  problems: [404],
} as const;
