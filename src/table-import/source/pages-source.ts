import { findConnection } from '../../contracts/connections/connection.js';
import type { ConnectionOf } from '../../contracts/connections/connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { PagesSource } from '../../contracts/table-import/pages/page-source.js';
import { fetchPages } from './pages/fetch-pages.js';
import { askFirstPage } from './pages/first-page.js';
import { sourceUrl } from './pages/page-request.js';
import { sinceParameter } from './pages/since.js';
import type { SourceAdapter, SourceContext } from './source-adapter.js';

/**
 * The records that a web service gives page by page; they are fetched into the spool as one file of NDJSON. Throws
 * `HTTP_…` and `PAGES_…` codes.
 */
export const pagesSource: SourceAdapter<PagesSource> = {
  isBlind: true,
  list: (source, context) => {
    const path = sourceUrl(serviceOf(source, context), source);
    // Neither is known before it is asked, and each attempt of a run has to find the same file.
    return Promise.resolve([{ name: fileName(path), path, size: 0, modTime: new Date(0).toISOString() }]);
  },
  fetch: async (source, { since, directory, signal, onProgress, ...context }) => {
    const fetched = await fetchPages(source, {
      connection: serviceOf(source, context),
      network: context.network,
      directory,
      ...sinceOf(source, since),
      signal,
      onProgress,
    });
    if ('waitMs' in fetched) return { waitMs: fetched.waitMs, done: fetched.pages };
    const { path, checksum, items, isCut } = fetched;
    const { pagination } = source;
    const most = pagination.type === 'none' ? 1 : pagination.maxPages;
    // By number and offset, only the page behind would tell.
    const isSure = !('pageParam' in pagination || 'offsetParam' in pagination) || pagination.morePath !== undefined;
    return {
      path,
      checksum,
      ...(items === 0 ? { empty: true } : {}),
      ...(isCut
        ? {
            cut: `there ${isSure ? 'are' : 'may be'} more than ${most} pages, which is max_pages (of a sync: maxPages); what is behind was not imported`,
          }
        : {}),
    };
  },
  test: async (source, context) => {
    const { length } = await askFirstPage(source, { connection: serviceOf(source, context), ...context });
    return `the first page has ${length} ${length === 1 ? 'record' : 'records'}`;
  },
  nameOf: ({ connection, path }) => `pages:${connection}:${path}`,
};

const sinceOf = ({ since: rule }: PagesSource, since: string | undefined): { readonly since?: string } => {
  if (rule === undefined) return {};
  const from = since === undefined ? rule.start : sinceParameter(since, rule);
  return from === undefined ? {} : { since: from };
};

const serviceOf = ({ connection }: PagesSource, context: SourceContext): ConnectionOf<'http'> => {
  const service = findConnection(context, connection);
  if (service.kind === 'http') return service;
  throw new StevedoreError(
    'CONFIG_INVALID',
    `Cannot ask for pages: the connection "${connection}" is not of the kind http`,
  );
};

/** `artists.ndjson` of `https://api.example/v2/artists?x=1`. */
const fileName = (url: string): string => {
  const last = new URL(url).pathname.split('/').findLast((part) => part !== '') ?? 'records';
  return `${last.replace(/%[0-9a-f]{2}/gi, '_').replace(/\.json$/i, '')}.ndjson`;
};
