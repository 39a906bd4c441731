import { OpenAPIHono, z } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import { StevedoreError } from '../../contracts/errors.js';
import type { ImportedFileRecord } from '../../contracts/table-import/imported-file-record.js';
import type { RejectState, StoredReject } from '../../contracts/table-import/reject.js';
import type { RejectQuery, RejectStore } from '../../table-import/target/table-target.js';
import type { ApiDeps, RowsOf, WithRejects } from '../deps.js';
import { endpoint } from '../request/endpoint.js';
import { inTime } from '../request/in-time.js';
import { jsonAnswer, LINK } from '../request/json-answer.js';
import { linkNext } from '../request/link-next.js';
import { wholeNumber, wholeNumberOr } from '../request/query-fields.js';
import { checkRunId, runParams } from '../runs/check-run-id.js';
import type { RunReader } from '../runs/read-runs.js';
import { rejectFileJson, rejectJson, rejectPageSchema, rejectSchema, rejectState } from './reject-schema.js';

/** `/api/v1/runs/:id/rejects`: the records that a table import did not take, to be read, downloaded and mended. */
export const rejectRoutes = ({
  store,
  reader,
  withRejects = noDatabase,
  rejectRows = noRows,
}: Pick<ApiDeps, 'store' | 'withRejects' | 'rejectRows'> & { reader: RunReader }): OpenAPIHono => {
  const app = new OpenAPIHono();

  /** The files of a run; none for a run of another kind, and for one that does not exist it throws RUN_UNKNOWN. */
  const filesOf = async (runId: string): Promise<ImportedFileRecord[]> => {
    const files = await inTime(store.importedFiles.ofRun(runId));
    if (files.length === 0) await reader.byId(runId);
    return files;
  };

  endpoint(app, LIST, async (c, { params, query }) => {
    const runId = checkRunId(params.id);
    const files = await filesOf(runId);
    c.header('cache-control', 'no-store');
    if (query.format !== 'json') {
      const file = fileFor(files, query.file, query.format);
      const text = streamed(file, query.format, rejectRows);
      c.header('content-type', query.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson');
      c.header('content-disposition', `attachment; filename="rejects-${runId}-${file?.fileNo ?? 0}.${query.format}"`);
      return stream(c, async (output) => {
        if (file === undefined) return;
        const { write } = text;
        await withRejects(file.connection, async (rejects) => {
          if (text.header !== '') await output.write(text.header);
          for await (const page of pages(rejects, runId, file.fileNo, query.state)) {
            if (output.aborted) return;
            await output.write(page.map(write).join(''));
          }
        });
      });
    }
    const asked = query.file === undefined ? files : files.filter(({ fileNo }) => fileNo === query.file);
    const begin = query.file === undefined ? undefined : { fileNo: query.file, line: 0 };
    const after = query.after === undefined ? begin : placeOf(query.after);
    const { code, column, ...page } = query;
    const reason = code === undefined ? undefined : { code, ...(column === undefined ? {} : { column }) };
    const answer = await readPage(withRejects, runId, asked, { ...page, reason, after });
    const last = answer.rejects.at(-1);
    const next = answer.rejects.length === query.limit && last !== undefined ? `${last.fileNo}-${last.line}` : null;
    if (next !== null) linkNext(c, { after: next });
    const readings = new Map(files.map(({ fileNo, reading }) => [fileNo, reading]));
    const shown = answer.rejects.map((reject) => rejectJson(reject, readings.get(reject.fileNo)));
    return c.json({ ...answer, rejects: shown, files: files.map(rejectFileJson), next }, 200);
  });

  endpoint(app, MEND, async (c, { params, body }) => {
    const runId = checkRunId(params.id);
    const at = placeOf(params.n);
    const file = (await filesOf(runId)).find(({ fileNo }) => fileNo === at.fileNo);
    if (file === undefined) throw unknown(params.n);
    const mended = await withRejects(file.connection, async (rejects) => {
      if (body.raw !== undefined && !(await rejects.mend({ runId, ...at }, Buffer.from(body.raw))))
        throw unknown(params.n);
      const [before] = await rejects.list({ runId, after: { ...at, line: at.line - 1 }, limit: 1 });
      // What is in its table stays so, and keeps the run that has put it there.
      if (before?.fileNo !== at.fileNo || before.line !== at.line || before.state === 'replayed')
        throw unknown(params.n);
      if (body.state !== undefined) await rejects.setState({ runId, ...at }, body.state);
      const [reject] = await rejects.list({ runId, after: { ...at, line: at.line - 1 }, limit: 1 });
      return reject?.fileNo === at.fileNo && reject.line === at.line ? reject : undefined;
    });
    if (mended === undefined) throw unknown(params.n);
    return c.json(rejectJson(mended, file.reading), 200);
  });

  return app;
};

const noRows: RowsOf = () => ({ head: '', row: () => '' });

const noDatabase: WithRejects = (connection) =>
  Promise.reject(
    new StevedoreError('CONNECTION_UNKNOWN', `Cannot read rejects: there is no connection "${connection}" here`),
  );

interface PageQuery {
  readonly state?: RejectState | undefined;
  readonly reason?: RejectQuery['reason'] | undefined;
  readonly limit: number;
  readonly after?: { readonly fileNo: number; readonly line: number } | undefined;
}

/** A run's files may go into several databases, each of which has their rejects. */
const readPage = async (
  withRejects: WithRejects,
  runId: string,
  files: readonly ImportedFileRecord[],
  { state, reason, limit, after = { fileNo: 0, line: 0 } }: PageQuery,
) => {
  const found: StoredReject[] = [];
  const counts = { open: 0, replayed: 0, dismissed: 0 };
  let total = 0;
  const groups: { code: string; column: string | null; count: number; open: number }[] = [];
  const numbers = new Set(files.map(({ fileNo }) => fileNo));
  for (const connection of new Set(files.map((file) => file.connection))) {
    await withRejects(connection, async (rejects) => {
      const [page, counted, grouped, all] = [
        await rejects.list({
          runId,
          after,
          limit,
          ...(state === undefined ? {} : { state }),
          ...(reason === undefined ? {} : { reason }),
        }),
        await rejects.count(runId),
        await rejects.groups(runId),
        await rejects.total(runId),
      ];
      found.push(...page.filter(({ fileNo }) => numbers.has(fileNo)));
      // A file that never went in has rejects that its ledger does not count.
      total += Math.max(all, counted.open + counted.replayed + counted.dismissed);
      counts.open += counted.open;
      counts.replayed += counted.replayed;
      counts.dismissed += counted.dismissed;
      groups.push(...grouped.map(({ column, ...group }) => ({ ...group, column: column ?? null })));
    });
  }
  found.sort((one, two) => one.fileNo - two.fileNo || one.line - two.line);
  groups.sort((one, two) => two.count - one.count);
  return { rejects: found.slice(0, limit), counts, total, groups };
};

/** A download is of one file: each has a header of its own. */
const fileFor = (
  files: readonly ImportedFileRecord[],
  fileNo: number | undefined,
  format: 'csv' | 'ndjson',
): ImportedFileRecord | undefined => {
  const file = fileNo === undefined ? files[0] : files.find((one) => one.fileNo === fileNo);
  if (file === undefined && fileNo !== undefined) throw refused(`the run has no file ${fileNo}`);
  if (fileNo === undefined && files.length > 1)
    throw refused(`the run has ${files.length} files; say which with "file"`);
  if (format === 'csv' && file?.reading.format === 'ndjson')
    throw refused('the file is NDJSON; ask for "ndjson" or "json"');
  return file;
};

const refused = (why: string): StevedoreError =>
  new StevedoreError('REQUEST_INVALID', `Cannot download the rejects: ${why}`);

const streamed = (
  file: ImportedFileRecord | undefined,
  format: 'csv' | 'ndjson',
  rowsOf: RowsOf,
): { readonly header: string; readonly write: (reject: StoredReject) => string } => {
  if (file === undefined || format === 'ndjson')
    return { header: '', write: (reject) => `${JSON.stringify(rejectJson(reject, file?.reading))}\n` };
  const rows = rowsOf(file.reading);
  return { header: rows.head, write: (reject) => rows.row(reject) };
};

async function* pages(
  rejects: Pick<RejectStore, 'list'>,
  runId: string,
  fileNo: number,
  state: RejectState | undefined,
): AsyncGenerator<readonly StoredReject[], void, undefined> {
  for (let after = { fileNo, line: 0 }; ; ) {
    const page = await rejects.list({ runId, after, limit: PAGE, ...(state === undefined ? {} : { state }) });
    const ofFile = page.filter((reject) => reject.fileNo === fileNo);
    yield ofFile;
    const last = ofFile.at(-1);
    if (last === undefined || ofFile.length < PAGE) return;
    after = { fileNo, line: last.line };
  }
}

const PAGE = 500;

const PLACE = /^(?:(\d{1,9})-)?(\d{1,15})$/;

/** Where a reject stands: `3-204` is line 204 of file 3, `204` line 204 of the first one. */
const placeOf = (text: string): { readonly fileNo: number; readonly line: number } => {
  const [whole, fileNo = '1', line] = PLACE.exec(text) ?? [];
  if (whole === undefined) throw unknown(text);
  return { fileNo: Number(fileNo), line: Number(line) };
};

const unknown = (n: string): StevedoreError =>
  new StevedoreError('REJECT_UNKNOWN', `Cannot find the reject "${n.slice(0, 40)}": the run has no such open reject`);

const PAGE_ANSWER = jsonAnswer(rejectPageSchema, 'A page in the order of files and lines, or the whole file', LINK);

const LIST = {
  method: 'get',
  path: '/{id}/rejects',
  operationId: 'listRejects',
  tag: 'runs',
  role: 'admin',
  about: 'run',
  summary: 'Records that a table import did not take',
  description:
    'Each with its line, all reasons and the bytes of the file, so an admin may read them only. `csv` is the original header with `_line` and `_errors` behind it; mended, such a file can be imported as it is. Of a file without a header it is the records alone.',
  params: runParams,
  query: z.object({
    format: z.enum(['json', 'csv', 'ndjson']).default('json').describe('`json` is a page, the others are whole'),
    state: rejectState.optional(),
    file: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional().describe('Of this file only, by its number in the run'),
    code: z.string().min(1).max(64).optional().describe('Of a page: those that have a reason of this code'),
    column: z
      .string()
      .max(255)
      .optional()
      .describe('With `code`: and of this column; without it, where the record as a whole is the reason'),
    limit: wholeNumberOr(100, 1, 1_000),
    after: z.string().max(40).optional().describe('`next` of the page before'),
  }),
  responses: {
    200: {
      ...PAGE_ANSWER,
      content: {
        ...PAGE_ANSWER.content,
        'text/csv': { schema: z.string() },
        'application/x-ndjson': { schema: z.string() },
      },
    },
  },
  problems: [404, 503],
} as const;

const MEND = {
  method: 'patch',
  path: '/{id}/rejects/{n}',
  operationId: 'mendReject',
  tag: 'runs',
  role: 'admin',
  about: 'run',
  summary: 'Mend a reject, or dismiss it',
  params: z.object({ ...runParams.shape, n: z.string() }),
  body: z
    .strictObject({
      raw: z.string().min(1).optional().describe('The record as it should stand in the file'),
      state: z.enum(['open', 'dismissed']).optional(),
    })
    .describe('At least one of them'),
  responses: { 200: jsonAnswer(rejectSchema, 'The reject as it is now') },
  problems: [404, 503],
} as const;
