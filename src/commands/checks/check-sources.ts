import { pipelinesOf } from '../../contracts/kinds.js';
import type { FileSource } from '../../contracts/table-import/settings.js';
import { adapterOf } from '../../table-import/source/source-adapters.js';
import type { Check, CheckResult } from './check-result.js';
import { tryCheck } from './check-result.js';

/** Tries the source of each enabled pipeline of table imports: lists its files, or asks for the first page. */
export const checkSources: Check = async ({ connections, network, files, upload, ...settings }) => {
  const folders = [...files.allow, upload.directory];
  const tried = pipelinesOf(settings, 'table-import').map(async ({ name, enabled, source }) => {
    if (!enabled || source === undefined) return [];
    const what = `source of "${name}"`;
    return tryCheck(what, async (): Promise<CheckResult[]> => {
      const signal = AbortSignal.timeout(LIMIT_MS);
      const context = { connections, folders, network, maxDownloadBytes: upload.maxBytes, signal };
      const text = await adapterOf(source).test(source, context);
      return [{ what, state: 'ok', text }, ...shifting(what, source)];
    });
  });
  return (await Promise.all(tried)).flat();
};

const LIMIT_MS = 30_000;

const shifting = (what: string, source: FileSource): CheckResult[] => {
  const type = source.kind === 'pages' ? source.pagination.type : undefined;
  if (type !== 'page' && type !== 'offset') return [];
  return [
    {
      what,
      state: 'warn',
      text: `asks for pages by ${type === 'page' ? 'number' : 'offset'}: records that are added or removed meanwhile shift the others, which are then missed or come twice`,
      fix: ['use a cursor or a link to the next page, where the service has one, or import again later'],
    },
  ];
};
