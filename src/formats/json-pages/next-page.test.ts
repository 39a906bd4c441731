import { describe, expect, it } from 'vitest';
import type { PageNumbers, Pagination } from '../../contracts/table-import/pages/pagination.js';
import { JsonText } from './json-text.js';
import { nextLink } from './next-link.js';
import type { PageState } from './next-page.js';
import { firstPage, nextPage, pageParameters } from './next-page.js';

const ANY = { limitParam: 'limit', maxPages: 100, stopOnShort: false };
const page: PageNumbers = { type: 'page', pageParam: 'page', firstPage: 1, ...ANY };
const offset: Pagination = { type: 'offset', offsetParam: 'skip', limit: 10, ...ANY };
const cursor: Pagination = {
  type: 'cursor',
  cursorParam: 'after',
  cursorPath: 'meta.next',
  emptyCursor: 'cursor',
  ...ANY,
};
const link: Pagination = { type: 'link', ...ANY };
const next: Pagination = { type: 'next', nextPath: 'links.next', ...ANY };

const ask = (pagination: Pagination, state: PageState, items: number, body: object, header?: string) =>
  nextPage(
    pagination,
    {
      json: new JsonText(JSON.stringify(body)),
      url: 'https://api.example/v2/x?page=1',
      ...(header === undefined ? {} : { link: header }),
    },
    items,
    state,
  );

describe('the next page', () => {
  it.each<[string, Pagination, PageState, number, object, unknown]>([
    ['by number', page, { page: 1 }, 5, {}, { state: { page: 2 } }],
    ['by number, of no records', page, { page: 3 }, 0, {}, 'end'],
    ['by number, of few records', { ...page, limit: 10 }, { page: 1 }, 3, {}, { state: { page: 2 } }],
    [
      'by number, of few records of a service that never cuts',
      { ...page, limit: 10, stopOnShort: true },
      { page: 1 },
      3,
      {},
      'end',
    ],
    ['by number, with more', { ...page, morePath: 'more' }, { page: 1 }, 3, { more: true }, { state: { page: 2 } }],
    ['by number, without more', { ...page, morePath: 'more' }, { page: 1 }, 3, { more: false }, 'end'],
    ['by number, where nothing says more', { ...page, morePath: 'more' }, { page: 1 }, 3, {}, 'end'],
    ['by offset', offset, { offset: 0 }, 10, {}, { state: { offset: 10 } }],
    ['by offset, cut short', offset, { offset: 10 }, 7, {}, { state: { offset: 17 } }],
    ['by offset, of no records', offset, { offset: 17 }, 0, {}, 'end'],
    ['by a cursor', cursor, { first: true }, 5, { meta: { next: 'b' } }, { state: { cursor: 'b' } }],
    ['by a cursor of digits', cursor, { first: true }, 5, { meta: { next: 17 } }, { state: { cursor: '17' } }],
    ['by an empty cursor', cursor, { first: true }, 5, { meta: { next: '' } }, { state: { cursor: '' } }],
    [
      'by an empty cursor that is the end',
      { ...cursor, emptyCursor: 'end' },
      { first: true },
      5,
      { meta: { next: '' } },
      'end',
    ],
    ['by a cursor, of no records', cursor, { cursor: 'b' }, 0, { meta: { next: 'c' } }, { state: { cursor: 'c' } }],
    ['without a cursor', cursor, { cursor: 'b' }, 5, { meta: {} }, 'end'],
    ['by null', cursor, { cursor: 'b' }, 5, { meta: { next: null } }, 'end'],
    [
      'by what is no cursor',
      cursor,
      { cursor: 'b' },
      5,
      { meta: { next: {} } },
      { fault: '"meta.next" is neither a text nor a number' },
    ],
    [
      'by an address',
      next,
      { first: true },
      5,
      { links: { next: '/v2/x?page=2' } },
      { state: { url: 'https://api.example/v2/x?page=2' } },
    ],
    ['without an address', next, { first: true }, 5, { links: { next: '' } }, 'end'],
    [
      'by what is no address',
      next,
      { first: true },
      5,
      { links: { next: 'http://[' } },
      { fault: 'the next page has no valid address' },
    ],
    ['of one page', { type: 'none' }, { first: true }, 5, {}, 'end'],
  ])('%s', (_, pagination, state, items, body, expected) => {
    expect(ask(pagination, state, items, body)).toEqual(expected);
  });

  it('keeps a cursor that JavaScript would round', () => {
    const json = new JsonText('{"meta":{"next":12345678901234567890}}');
    expect(nextPage(cursor, { json, url: '' }, 1, { first: true })).toEqual({
      state: { cursor: '12345678901234567890' },
    });
  });

  it('by the header Link', () => {
    expect(
      ask(link, { first: true }, 1, {}, '</a>; rel=prev, <?page=2>; title="a, b; rel=x"; rel="last next"'),
    ).toEqual({
      state: { url: 'https://api.example/v2/x?page=2' },
    });
    expect(ask(link, { first: true }, 1, {}, '</a>; rel="prev"')).toBe('end');
    expect(ask(link, { first: true }, 1, {})).toBe('end');
  });

  it('is asked for with its parameters', () => {
    const asked = (pagination: Pagination, state: PageState) => pageParameters(pagination, state);
    expect(asked({ ...page, limit: 50 }, firstPage(page))).toEqual({ limit: 50, page: 1 });
    expect(asked(offset, firstPage(offset))).toEqual({ limit: 10, skip: 0 });
    expect(asked(cursor, firstPage(cursor))).toEqual({});
    expect(asked(cursor, { cursor: '' })).toEqual({ after: '' });
    expect(asked({ ...next, limit: 10 }, { url: 'https://api.example/' })).toEqual({});
  });
});

describe('a Link header', () => {
  it.each([
    ['<https://a/1,2>;rel=next', 'https://a/1,2'],
    ['<https://a/1>; REL = "Next"', 'https://a/1'],
    ['<https://a/1>; anchor="x; rel=next"; rel=prev', undefined],
    [`<a>; rel=prev${' '.repeat(16_000)}x`, undefined],
  ])('%j', (header, target) => expect(nextLink(header)).toBe(target));
});
