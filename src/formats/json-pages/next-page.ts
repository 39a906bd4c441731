/**
 * Where the next page is asked. Pure: the state is plain JSON, and all that it takes to go on.
 *
 * 1. Pages by number and by offset end with one that has no items; cursors and links end where there is none.
 * 2. A page with fewer items than its limit is not the last, unless the service is known not to cut pages short.
 * 3. Whether a state or a page has come before is asked by who keeps them: seen-pages.ts.
 */
import type { Pagination } from '../../contracts/table-import/pages/pagination.js';
import type { JsonPath } from '../../contracts/table-import/pages/json-path.js';
import { parseJsonPath } from '../../contracts/table-import/pages/json-path.js';
import type { JsonText } from './json-text.js';
import { nextLink } from './next-link.js';

/** Where a page is asked. */
export type PageState =
  | { readonly first: true }
  | { readonly page: number }
  | { readonly offset: number }
  | { readonly cursor: string }
  /** Absolute. */
  | { readonly url: string };

export interface PageAnswer {
  readonly json: JsonText;
  /** Of the request, after redirects. */
  readonly url: string;
  /** The header `Link`. */
  readonly link?: string;
}

/** The state of the next page, the end, or why it cannot be known. */
export type Next = { readonly state: PageState } | 'end' | { readonly fault: string };

export const firstPage = (pagination: Pagination): PageState => {
  if (pagination.type === 'page') return { page: pagination.firstPage };
  if (pagination.type === 'offset') return { offset: 0 };
  return { first: true };
};

/** What a page is asked with; nothing where its address says it. */
export const pageParameters = (pagination: Pagination, state: PageState): Readonly<Record<string, string | number>> => {
  if (pagination.type === 'none' || 'url' in state) return {};
  const { limitParam, limit } = pagination;
  return {
    ...(limitParam === undefined || limit === undefined ? {} : { [limitParam]: limit }),
    ...(pagination.type === 'page' && 'page' in state ? { [pagination.pageParam]: state.page } : {}),
    ...(pagination.type === 'offset' && 'offset' in state ? { [pagination.offsetParam]: state.offset } : {}),
    ...(pagination.type === 'cursor' && 'cursor' in state ? { [pagination.cursorParam]: state.cursor } : {}),
  };
};

export const nextPage = (pagination: Pagination, answer: PageAnswer, items: number, state: PageState): Next => {
  if (pagination.type === 'none') return 'end';
  const { limit, stopOnShort, morePath } = pagination;
  if (stopOnShort && limit !== undefined && items < limit) return 'end';
  if (morePath !== undefined && !saysMore(answer.json, morePath)) return 'end';
  switch (pagination.type) {
    case 'page':
      return items === 0 ? 'end' : { state: { page: 'page' in state ? state.page + 1 : pagination.firstPage } };
    case 'offset':
      return items === 0 ? 'end' : { state: { offset: ('offset' in state ? state.offset : 0) + items } };
    case 'cursor': {
      const [text = 'null'] = answer.json.at(pathOf(pagination.cursorPath));
      const cursor = scalar(text);
      if (cursor === undefined) return { fault: `"${pagination.cursorPath}" is neither a text nor a number` };
      if (cursor === null || (cursor === '' && pagination.emptyCursor === 'end')) return 'end';
      return { state: { cursor } };
    }
    case 'link':
      return addressed(nextLink(answer.link), answer.url);
    case 'next': {
      const [text = 'null'] = answer.json.at(pathOf(pagination.nextPath ?? ''));
      const target = scalar(text);
      if (target === undefined) return { fault: `"${pagination.nextPath ?? ''}" is not an address` };
      return addressed(target === null || target === '' ? undefined : target, answer.url);
    }
  }
};

const addressed = (target: string | undefined, base: string): Next => {
  if (target === undefined) return 'end';
  return URL.canParse(target, base)
    ? { state: { url: new URL(target, base).href } }
    : { fault: 'the next page has no valid address' };
};

/** What is known to be a path: the configuration checks it. */
export const pathOf = (text: string): JsonPath => parseJsonPath(text) ?? [];

const saysMore = (json: JsonText, path: string): boolean => {
  const [text = 'null'] = json.at(pathOf(path));
  return !['null', 'false', '0', '""', '[]', '{}'].includes(text);
};

/** Null for the end; undefined for what is no cursor. */
const scalar = (text: string): string | null | undefined => {
  if (text === 'null' || text === 'false') return null;
  if (text.startsWith('"')) return JSON.parse(text) as string;
  return /^-?\d/.test(text) ? text : undefined;
};
