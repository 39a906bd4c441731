import type { PagesSource } from '../../contracts/table-import/pages/page-source.js';
import type { Pagination } from '../../contracts/table-import/pages/pagination.js';
import type { Path } from '../document/problems.js';
import { defined } from '../fields/defined.js';
import type { PipelineContext } from '../load-context.js';
import type { PaginationBlock } from './pages-source-block.js';
import type { TableImportBlock } from './table-import-block.js';

type SourceBlock = NonNullable<TableImportBlock['source']>;

/** The settings of a source whose connection is a web service. */
export const pagesSourceOf = (source: SourceBlock, connection: string): PagesSource => ({
  kind: 'pages',
  connection,
  path: source.path,
  method: source.method ?? 'GET',
  query: source.query ?? {},
  headers: source.headers ?? {},
  ...defined({ body: source.body === undefined ? undefined : JSON.stringify(source.body) }),
  dataPath: source.data_path ?? '',
  pagination: source.pagination === undefined ? { type: 'none' } : paginationOf(source.pagination),
  ...defined({
    since:
      source.cursor_field === undefined
        ? undefined
        : {
            field: source.cursor_field,
            param: source.since_param,
            lagMs: source.since_lag,
            ...defined({ start: source.since_start }),
          },
  }),
  hosts: source.hosts,
  maxWaitMs: source.max_wait,
  maxPageBytes: source.max_page_bytes,
  maxBytes: source.max_bytes,
});

const paginationOf = (block: PaginationBlock): Pagination => {
  const any = {
    limitParam: block.limit_param,
    ...defined({ limit: block.limit, morePath: block.more_path }),
    maxPages: block.max_pages,
    stopOnShort: block.stop_on_short,
  };
  switch (block.type) {
    case 'none':
      return { type: 'none' };
    case 'page':
      return { type: 'page', pageParam: block.page_param, firstPage: block.first_page, ...any };
    case 'offset':
      return { type: 'offset', offsetParam: block.offset_param, ...any };
    case 'cursor': {
      const { cursor_param: cursorParam, cursor_path: cursorPath = '', empty_cursor: emptyCursor } = block;
      return { type: 'cursor', cursorParam, cursorPath, emptyCursor, ...any };
    }
    case 'link':
    case 'next':
      return { type: block.type, ...defined({ nextPath: block.next_path }), ...any };
  }
};

/** Keys that mean something for a web service only, and have no default. */
const ONLY_PAGES = [
  'method',
  'query',
  'headers',
  'body',
  'data_path',
  'pagination',
  'cursor_field',
  'since_start',
] as const;

/** Refuses what does not belong to this kind of source, and what pages cannot do without. */
export const checkPagesSource = (
  source: SourceBlock,
  kind: string | undefined,
  path: Path,
  { problems, missing }: PipelineContext,
): void => {
  if (kind !== 'http') {
    for (const key of ONLY_PAGES)
      if (source[key] !== undefined) problems.add([...path, key], 'is for a connection of the kind http only');
    return;
  }
  if (source.file_pattern !== undefined)
    problems.add([...path, 'file_pattern'], 'is not for a connection of the kind http');
  if (/[?#]/.test(source.path)) problems.add([...path, 'path'], 'must not have a query or a fragment: use "query"');
  if (source.body !== undefined && source.method !== 'POST') problems.add([...path, 'body'], 'needs "method: POST"');
  const { pagination } = source;
  if (pagination === undefined) return;
  const at = [...path, 'pagination'];
  if (pagination.type === 'cursor' && pagination.cursor_path === undefined)
    missing([...at, 'cursor_path'], 'a cursor stands in the answer');
  if (pagination.type === 'next' && pagination.next_path === undefined)
    missing([...at, 'next_path'], 'the address stands in the answer');
  if (pagination.stop_on_short && pagination.limit === undefined)
    missing([...at, 'limit'], '"stop_on_short" compares with it');
};
