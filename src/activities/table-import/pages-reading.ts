import type { FileReading } from '../../contracts/table-import/imported-file-record.js';
import type { PagesSource } from '../../contracts/table-import/pages/page-source.js';
import { pageRanges } from '../../table-import/source/pages/page-ranges.js';
import { highestSince } from '../../table-import/source/pages/since.js';
import type { TableTarget } from '../../table-import/target/table-target.js';
import type { ActivityDeps } from '../activity-deps.js';
import type { ImportRequest } from './import-context.js';
import { sourceOf, withTarget } from './import-context.js';
import { lastImport, sinceOf } from './last-import.js';

type Deps = Pick<ActivityDeps, 'settings' | 'store'>;

/** Of a source that gives pages: which lines are of which. */
export const pagesReading = async (deps: Deps, request: ImportRequest): Promise<Pick<FileReading, 'pages'>> =>
  pagesSource(deps, request) === undefined ? {} : { pages: await pageRanges(request.fetched.path) };

/**
 * Once a file is in its table: from where its source is asked the next time. Nothing where the source is always asked
 * for everything, where it had more than may be asked for, and where the rejects are too many to know them.
 */
export const nextSince = async (deps: Deps, request: ImportRequest): Promise<{ readonly since?: string }> => {
  const { runId, file, fetched } = request;
  const source = pagesSource(deps, request);
  if (source?.since === undefined || fetched.cut !== undefined) return {};
  const rejected = await withTarget(deps, file.connection, (target) => rejectedLines(target, runId, file.fileNo));
  if (rejected === undefined) return {};
  const last = sinceOf(await lastImport(deps, request), source.since.field);
  const since = await highestSince(fetched.path, source.since, rejected, last);
  return since === undefined ? {} : { since };
};

const pagesSource = (deps: Deps, request: ImportRequest): PagesSource | undefined => {
  const source = request.file.replayOf === undefined ? sourceOf(deps, request) : undefined;
  return source?.kind === 'pages' ? source : undefined;
};

/** Undefined where not all of them are kept. */
const rejectedLines = async (
  target: TableTarget,
  runId: string,
  fileNo: number,
): Promise<ReadonlySet<number> | undefined> => {
  const lines = new Set<number>();
  for (let line = 0; ; ) {
    const found = await target.rejects.list({ runId, after: { fileNo, line }, limit: PIECE });
    const own = found.filter((one) => one.fileNo === fileNo);
    for (const one of own) lines.add(one.line);
    if (own.length < PIECE) break;
    line = own.at(-1)?.line ?? line;
  }
  const entry = (await target.ledger(runId)).find((one) => one.fileNo === fileNo);
  return lines.size < (entry?.rejected ?? 0) ? undefined : lines;
};

const PIECE = 1_000;
