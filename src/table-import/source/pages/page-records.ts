import { StevedoreError } from '../../../contracts/errors.js';
import type { PagesSource } from '../../../contracts/table-import/pages/page-source.js';
import { pathOf } from '../../../formats/json-pages/next-page.js';
import type { AskedPage } from './ask-page.js';

/** The texts of a page's records. Throws PAGES_INVALID where they are not where the source says. */
export const pageRecords = (source: PagesSource, { json }: AskedPage, page: number): readonly string[] => {
  if (json === undefined) return [];
  const path = pathOf(source.dataPath);
  const found = json.at(path);
  if (found.length === 0) {
    // Behind a `*` there may be nothing.
    if (/\*/.test(source.dataPath)) return [];
    throw invalidPage(
      page,
      `it has no "${source.dataPath}"; set "data_path" (of a sync: "dataPath") to where its records are`,
    );
  }
  if (path.length === 0 && source.pagination.type !== 'none' && !(found[0] ?? '').startsWith('['))
    throw invalidPage(page, 'it is not a list; set "data_path" (of a sync: "dataPath") to where its records are');
  return json.items(path);
};

export const invalidPage = (page: number, state: string): StevedoreError =>
  new StevedoreError('PAGES_INVALID', `Cannot read page ${page}: ${state}`);
