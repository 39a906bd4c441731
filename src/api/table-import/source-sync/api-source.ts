import type { ConnectionOf } from '../../../contracts/connections/connection.js';
import type { HttpAuth } from '../../../contracts/connections/http.js';
import { isSecretName } from '../../../contracts/connections/looks-secret.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { PagesSource } from '../../../contracts/table-import/pages/page-source.js';
import type { Pagination } from '../../../contracts/table-import/pages/pagination.js';
import { parseJsonPath } from '../../../contracts/table-import/pages/json-path.js';
import type { TriggerBody } from './sync-schema.js';

/**
 * A web service that gives its items page by page, by a connection of its own. Throws REQUEST_INVALID for an address or
 * a path that is none, for pages that lack what they need, and for credentials that are not in `options.auth`.
 */
export const apiSource = (
  connection: string,
  { sourceIdentifier, options }: TriggerBody,
): { readonly source: PagesSource; readonly connection: ConnectionOf<'http'> } => {
  const url = URL.canParse(sourceIdentifier) ? new URL(sourceIdentifier) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw refuse('"sourceIdentifier" is no address that begins with "http://" or "https://"');
  if (url.username + url.password !== '')
    throw refuse('"sourceIdentifier" has credentials in it; send them as "options.auth"');
  for (const path of [options.dataPath, ...Object.values({ ...options.columnMapping, ...options.fieldMapping })]) {
    if (parseJsonPath(path) === undefined) throw refuse(`"${path}" is no path, such as data.items`);
  }
  const { method, headers, body, dataPath, auth } = options;
  const query = queryOf(url, options.query);
  refuseKeys(headers, query);
  if (body !== undefined && method !== 'POST') throw refuse('"options.body" needs the method "POST"');
  return {
    source: {
      kind: 'pages',
      connection,
      path: url.pathname === '/' ? '' : url.pathname,
      method,
      query,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      dataPath,
      pagination: paginationOf(options.pagination),
      hosts: [],
      maxWaitMs: 900_000,
      maxPageBytes: 32 * 1_048_576,
      maxBytes: 10 * 1_073_741_824,
    },
    connection: {
      kind: 'http',
      name: connection,
      baseUrl: url.origin,
      ...(auth === undefined ? {} : { auth: authOf(auth) }),
    },
  };
};

type Options = TriggerBody['options'];

/** Of the address, and beside it. */
const queryOf = ({ searchParams }: URL, more: Options['query']): Readonly<Record<string, string>> => {
  const names = [...searchParams.keys()];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw refuse(`"sourceIdentifier" has the parameter "${twice.slice(0, 100)}" twice; send each once`);
  return { ...Object.fromEntries(searchParams), ...more };
};

/** Credentials belong into "options.auth": it goes to no other host, and stands in no log. */
const refuseKeys = (headers: Options['headers'], query: Readonly<Record<string, string>>): void => {
  const header = Object.keys(headers).find((name) => KEY_HEADERS.test(name) || isSecretName(name));
  if (header !== undefined) throw refuse(`the header "${header}" is a credential; send it as "options.auth"`);
  const parameter = Object.keys(query).find(isSecretName);
  if (parameter === undefined) return;
  throw refuse(
    `the parameter "${parameter.slice(0, 100)}" is a credential; send it as "options.auth" of the type "query"`,
  );
};

const KEY_HEADERS = /^(?:proxy-)?authorization$|^cookie$/i;

const authOf = (auth: NonNullable<Options['auth']>): HttpAuth => {
  if (auth.type !== 'oauth2') return auth;
  const { scope, audience, ...own } = auth;
  return { ...own, ...(scope === undefined ? {} : { scope }), ...(audience === undefined ? {} : { audience }) };
};

const paginationOf = (given: Options['pagination']): Pagination => {
  if (given?.enabled !== true) return { type: 'none' };
  const { type, limitParam, limit, maxPages = 10_000 } = given;
  const any = {
    ...(limitParam === undefined ? {} : { limitParam }),
    // A parameter without a number would say nothing.
    ...(limit !== undefined ? { limit } : limitParam !== undefined ? { limit: USUAL_LIMIT } : {}),
    maxPages,
    stopOnShort: false,
  };
  switch (type) {
    case 'page':
      return { type, pageParam: given.pageParam ?? 'page', firstPage: given.firstPage ?? 1, ...any };
    case 'offset':
      return { type, offsetParam: given.offsetParam ?? 'offset', ...any };
    case 'cursor':
      if (given.cursorPath === undefined) throw refuse('pages of the type "cursor" need "cursorPath"');
      return {
        type,
        cursorParam: given.cursorParam ?? 'cursor',
        cursorPath: given.cursorPath,
        emptyCursor: 'end',
        ...any,
      };
    case 'link':
    case 'next':
      if (type === 'next' && given.nextPath === undefined) throw refuse('pages of the type "next" need "nextPath"');
      return { type, ...(given.nextPath === undefined ? {} : { nextPath: given.nextPath }), ...any };
  }
};

const USUAL_LIMIT = 100;

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot sync: ${why}`);
