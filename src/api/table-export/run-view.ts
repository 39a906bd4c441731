import type { TableExportDetail } from '../../contracts/table-export/snapshot.js';
import type { RunKindView } from '../runs/run-kind-view.js';

/** Table exports in `/api/v1/runs`. */
export const tableExportView: RunKindView<'table-export'> = {
  startFields: {},
  input: ({ kind, pipeline, trigger, by }) => ({ kind, pipeline, trigger, by }),
  progress: ({ step, progress }) => ({ step, progress }),
  json: ({ detail }) => {
    const { files } = (detail as TableExportDetail | undefined) ?? { files: [] };
    return {
      detail: {
        files: files.map(({ name, file, rows, bytes, sha256 }) => ({
          name,
          file,
          rows,
          bytes,
          sha256,
          download_url: `/exports/${file}`,
        })),
      },
    };
  },
};
