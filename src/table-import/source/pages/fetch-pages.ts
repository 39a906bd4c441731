/**
 * Fetches the pages of a web service into a spool.
 *
 * 1. No page is asked for twice but the one that was under way when a try ended.
 * 2. A service that does not advance is an error, never more records: a state or a page that comes again is
 *    PAGES_REPEATED. An empty cursor that leads to a page that was there is the end.
 * 3. Memory has one page at a time.
 */
import { createHash } from 'node:crypto';
import type { HttpNetwork } from '../../../connectors/http/guarded-agent.js';
import { openHttpService } from '../../../connectors/http/http-service.js';
import type { HttpSettings } from '../../../contracts/connections/http.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { PagesSource } from '../../../contracts/table-import/pages/page-source.js';
import type { PageState } from '../../../formats/json-pages/next-page.js';
import { firstPage, nextPage } from '../../../formats/json-pages/next-page.js';
import { hashOf, SeenPages } from '../../../formats/json-pages/seen-pages.js';
import type { AskedPage } from './ask-page.js';
import { askPage } from './ask-page.js';
import { invalidPage, pageRecords } from './page-records.js';
import { pageRequest } from './page-request.js';
import type { PagesEnd } from './page-spool.js';
import { PageSpool } from './page-spool.js';

export interface PagesRequest {
  readonly connection: HttpSettings;
  readonly network: HttpNetwork;
  readonly directory: string;
  /** From where records are asked for; a spool that goes on has its own. */
  readonly since?: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, detail?: string) => void;
}

export interface FetchedPages {
  readonly path: string;
  readonly checksum: string;
  readonly items: number;
  /** Whether there was more than may be asked for. */
  readonly isCut: boolean;
}

/** The server asks to wait; asked again then, the fetch goes on. */
export interface WaitingPages {
  readonly waitMs: number;
  /** That are there. */
  readonly pages: number;
}

/**
 * Throws PAGES_INVALID, PAGES_REPEATED, PAGES_LINK_REFUSED, HTTP_TOO_LARGE, DISK_FULL, and what `askPage` throws.
 */
export const fetchPages = async (source: PagesSource, request: PagesRequest): Promise<FetchedPages | WaitingPages> => {
  const { connection, network, directory, signal, since, onProgress } = request;
  const identity = createHash('sha256')
    .update(JSON.stringify([connection.baseUrl, source]))
    .digest('hex');
  const spool = await PageSpool.open(directory, { identity, ...(since === undefined ? {} : { since }) });
  const seen = seenIn(source, spool);
  const service = openHttpService(connection, network, { maxBytes: source.maxPageBytes });
  const tell = (): void => onProgress(0, 0, `page ${spool.pages.length}, ${spool.items} records`);
  try {
    for (let state = nextOf(source, spool); typeof state !== 'string'; state = nextOf(source, spool)) {
      tell();
      const page = spool.pages.length + 1;
      const asked = await askPage(
        service,
        { ...pageRequest(connection, source, state, spool.head.since), signal },
        { page, maxWaitMs: source.maxWaitMs },
      );
      if ('waitMs' in asked) return { waitMs: asked.waitMs, pages: spool.pages.length };
      await take(source, spool, seen, { asked, state, page });
    }
  } finally {
    await service.close();
  }
  tell();
  const { path, checksum, items } = spool;
  return { path, checksum, items, isCut: spool.pages.at(-1)?.next === 'max-pages' };
};

const nextOf = (source: PagesSource, { pages }: PageSpool): PageState | PagesEnd =>
  pages.at(-1)?.next ?? firstPage(source.pagination);

/** What an earlier try has seen. */
const seenIn = (source: PagesSource, { pages }: PageSpool): SeenPages => {
  const seen = new SeenPages();
  seen.addState(firstPage(source.pagination));
  for (const { items, hash, next } of pages) {
    if (items > 0) seen.addPage(hash);
    if (typeof next !== 'string') seen.addState(next);
  }
  return seen;
};

interface Taken {
  readonly asked: AskedPage;
  readonly state: PageState;
  readonly page: number;
}

const take = async (
  source: PagesSource,
  spool: PageSpool,
  seen: SeenPages,
  { asked, state, page }: Taken,
): Promise<void> => {
  const records = pageRecords(source, asked, page);
  const hash = hashOf(records);
  if (records.length > 0 && !seen.addPage(hash)) {
    if (!('cursor' in state) || state.cursor !== '') throw repeated(page, 'it has the records of an earlier page');
    await spool.add([], { hash, next: 'end' });
    return;
  }
  const { json } = asked;
  const next = json === undefined ? 'end' : nextPage(source.pagination, { ...asked, json }, records.length, state);
  if (typeof next !== 'string' && 'fault' in next) throw invalidPage(page, next.fault);
  const isLast = source.pagination.type !== 'none' && page >= source.pagination.maxPages;
  if (spool.bytes > source.maxBytes)
    throw new StevedoreError(
      'HTTP_TOO_LARGE',
      `Cannot read page ${page}: all pages together have more than ${source.maxBytes} bytes, which is the limit`,
    );
  await spool.add(records, { hash, next: next === 'end' ? next : stateBehind(next.state, seen, page, isLast) });
};

const stateBehind = (state: PageState, seen: SeenPages, page: number, isLast: boolean): PageState | PagesEnd => {
  if (seen.addState(state)) return isLast ? 'max-pages' : state;
  if ('cursor' in state && state.cursor === '') return 'end';
  throw repeated(page, 'where it says the next one is, an earlier page was');
};

const repeated = (page: number, state: string): StevedoreError =>
  new StevedoreError('PAGES_REPEATED', `Cannot go on at page ${page}: ${state}; check the pagination of the source`);
