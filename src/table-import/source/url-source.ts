import { openGuardedHttp } from '../../connectors/http/guarded-request.js';
import { checkedUrl, shownUrl } from '../../contracts/connections/checked-url.js';
import type { UrlSource } from '../../contracts/table-import/url-source.js';
import { downloadFile } from './url/download-file.js';
import { statusFault } from '../../connectors/http/status-fault.js';
import type { SourceAdapter } from './source-adapter.js';

/** A file by its address; it is fetched into the spool. Throws `HTTP_…` codes. */
export const urlSource: SourceAdapter<UrlSource> = {
  isBlind: true,
  list: ({ url }) => {
    const shown = shownUrl(checkedUrl(url, ACTION));
    // Neither is known before it is fetched, and each attempt of a run has to find the same file.
    return Promise.resolve([{ name: fileName(shown), path: shown, size: 0, modTime: new Date(0).toISOString() }]);
  },
  fetch: (source, request) => downloadFile(source, request),
  test: async ({ url }, { network, signal }) => {
    const http = openGuardedHttp(network);
    try {
      const response = await http.send({ url, ...(signal === undefined ? {} : { signal }) });
      response.discard();
      const fault = statusFault(response, shownUrl(new URL(url)), false);
      if (fault !== undefined) throw fault;
      return `the server has ${response.header('content-length') ?? 'an unknown number of'} bytes`;
    } finally {
      await http.close();
    }
  },
  nameOf: (_source, { path }) => `url:${path}`,
};

const ACTION = 'Cannot import a file by its address';

const fileName = (url: string): string => {
  const last = new URL(url).pathname.split('/').findLast((part) => part !== '') ?? 'file';
  return last.replace(/%[0-9a-f]{2}/gi, '_').slice(-200);
};
