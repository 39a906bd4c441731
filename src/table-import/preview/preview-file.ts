import type { FilePreview, ProposedColumn, SaidOfFile } from '../../contracts/table-import/preview/file-preview.js';
import type { Resource } from '../../contracts/table-import/resource.js';
import type { TableColumn, TableFacts } from '../target/table-facts.js';
import type { FillableColumn } from './fillable-columns.js';
import { fillableColumns } from './fillable-columns.js';
import { guessCsv } from './guess-csv.js';
import { guessNdjson } from './guess-ndjson.js';
import { proposeColumns } from './propose-columns.js';

/** Previews of files for whoever maps them: what a file has, and where its columns could go. */
export interface FilePreviews {
  /** Throws TEXT_ENCODING_INVALID, CONFIG_INVALID, FILE_MISSING and FILE_CHANGED. */
  read(path: string, format: FilePreview['format'], said: SaidOfFile): Promise<FilePreview>;
  /** Throws TABLE_UNSUITABLE. */
  columns(facts: TableFacts, resource: Resource | undefined): readonly FillableColumn[];
  propose(
    preview: FilePreview,
    table: readonly TableColumn[],
    chosen: Readonly<Record<string, string>> | undefined,
  ): readonly ProposedColumn[];
}

export const filePreviews: FilePreviews = {
  read: (path, format, said) => (format === 'ndjson' ? guessNdjson(path, said) : guessCsv(path, said)),
  columns: fillableColumns,
  propose: proposeColumns,
};
