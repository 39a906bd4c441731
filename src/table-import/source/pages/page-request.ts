import { StevedoreError } from '../../../contracts/errors.js';
import type { HttpSettings } from '../../../contracts/connections/http.js';
import type { PagesSource } from '../../../contracts/table-import/pages/page-source.js';
import type { HttpRequest } from '../../../connectors/http/guarded-request.js';
import type { PageState } from '../../../formats/json-pages/next-page.js';
import { pageParameters } from '../../../formats/json-pages/next-page.js';

/** The address of a source, before pages are asked for. */
export const sourceUrl = ({ baseUrl }: Pick<HttpSettings, 'baseUrl'>, { path }: Pick<PagesSource, 'path'>): string =>
  path === '' ? baseUrl : `${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;

/**
 * The request for a page; the source's headers go to the connection's own host only. Throws PAGES_LINK_REFUSED where
 * the service wants to lead to another host.
 */
export const pageRequest = (
  connection: Pick<HttpSettings, 'baseUrl'>,
  source: PagesSource,
  state: PageState,
  since: string | undefined,
): Pick<HttpRequest, 'url' | 'method' | 'headers' | 'body'> => {
  const headers = { accept: 'application/json', ...source.headers };
  if ('url' in state) {
    const url = allowedLink(connection, source, state.url);
    const isOwn = new URL(url).origin === new URL(connection.baseUrl).origin;
    return { url, headers: isOwn ? headers : { accept: headers.accept } };
  }
  const { pagination } = source;
  const parameters = {
    ...(source.since === undefined || since === undefined ? {} : { [source.since.param]: since }),
    ...pageParameters(pagination, state),
  };
  const url = new URL(sourceUrl(connection, source));
  for (const [name, value] of Object.entries(source.query)) url.searchParams.set(name, value);
  if (source.method === 'GET') {
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
    return { url: url.href, headers };
  }
  const body = { ...(JSON.parse(source.body ?? '{}') as object), ...parameters };
  return {
    url: url.href,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
};

const allowedLink = ({ baseUrl }: Pick<HttpSettings, 'baseUrl'>, { hosts }: PagesSource, link: string): string => {
  const own = new URL(baseUrl);
  const url = new URL(link);
  // Services behind a proxy often do not know that they are asked by https.
  if (own.protocol === 'https:' && url.protocol === 'http:' && url.host === own.host) url.protocol = 'https:';
  if (url.origin === own.origin || hosts.some((host) => host.toLowerCase() === url.host)) return url.href;
  throw new StevedoreError(
    'PAGES_LINK_REFUSED',
    `Cannot ask for the next page: it is at "${url.host.slice(0, 100)}", and the source is at "${own.host}"; where it is meant, add it to "hosts" of the source, which a sync does not have`,
  );
};
