import type { HttpNetwork } from '../../../connectors/http/guarded-agent.js';
import { openHttpService } from '../../../connectors/http/http-service.js';
import type { HttpSettings } from '../../../contracts/connections/http.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { PagesSource } from '../../../contracts/table-import/pages/page-source.js';
import { firstPage } from '../../../formats/json-pages/next-page.js';
import { askPage } from './ask-page.js';
import { pageRecords } from './page-records.js';
import { pageRequest } from './page-request.js';

/** Asks for the first page and keeps nothing of it: the texts of its records. Throws what a fetch throws. */
export const askFirstPage = async (
  source: PagesSource,
  {
    connection,
    network,
    signal = new AbortController().signal,
  }: { readonly connection: HttpSettings; readonly network: HttpNetwork; readonly signal?: AbortSignal },
): Promise<readonly string[]> => {
  const service = openHttpService(connection, network, { maxBytes: source.maxPageBytes });
  try {
    const request = pageRequest(connection, source, firstPage(source.pagination), source.since?.start);
    const asked = await askPage(service, { ...request, signal }, { page: 1, maxWaitMs: source.maxWaitMs });
    if (!('waitMs' in asked)) return pageRecords(source, asked, 1);
    throw new StevedoreError(
      'HTTP_RATE_LIMITED',
      `Cannot try the source: the server asks to wait for ${Math.ceil(asked.waitMs / 1_000)} s`,
    );
  } finally {
    await service.close();
  }
};
