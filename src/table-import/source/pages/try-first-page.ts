import type { HttpNetwork } from '../../../connectors/http/guarded-agent.js';
import { openHttpService } from '../../../connectors/http/http-service.js';
import type { HttpSettings } from '../../../contracts/connections/http.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { PagesSource } from '../../../contracts/table-import/pages/page-source.js';
import { firstPage } from '../../../formats/json-pages/next-page.js';
import { askPage } from './ask-page.js';
import { pageRequest } from './page-request.js';
import { pageRecords } from './page-records.js';

/** Asks for the first page, keeps nothing of it, and says how many records it has. Throws what a fetch throws. */
export const tryFirstPage = async (
  source: PagesSource,
  {
    connection,
    network,
    signal = new AbortController().signal,
  }: { readonly connection: HttpSettings; readonly network: HttpNetwork; readonly signal?: AbortSignal },
): Promise<string> => {
  const service = openHttpService(connection, network, { maxBytes: source.maxPageBytes });
  try {
    const request = pageRequest(connection, source, firstPage(source.pagination), source.since?.start);
    const asked = await askPage(service, { ...request, signal }, { page: 1, maxWaitMs: source.maxWaitMs });
    if ('waitMs' in asked) {
      throw new StevedoreError(
        'HTTP_RATE_LIMITED',
        `Cannot try the source: the server asks to wait for ${Math.ceil(asked.waitMs / 1_000)} s`,
      );
    }
    const { length } = pageRecords(source, asked, 1);
    return `the first page has ${length} ${length === 1 ? 'record' : 'records'}`;
  } finally {
    await service.close();
  }
};
