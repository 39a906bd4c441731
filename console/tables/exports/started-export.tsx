import { isolated } from '../../shell/isolated.js';
import { w } from '../../words/words.js';
import { ExportFile } from './export-file.js';
import type { Exports } from './exports.js';

/** How far the export is that was asked for last, and its own file, among those of all in the list. */
export const StartedExport = ({ exports: { started, list } }: { readonly exports: Exports }) => {
  const words = w().tables.exports;
  const asked = started.value;
  const job = list.value.value?.exports.find(({ job_id: id }) => id === asked?.id);
  const name = isolated(asked?.name ?? '');
  return (
    <p role="status" class="told">
      {asked !== undefined && job?.status === 'completed' && (
        <>
          {words.ready(name)} <ExportFile job={job} />
        </>
      )}
      {asked !== undefined && job?.status === 'failed' && words.failed(name)}
      {asked !== undefined && job?.status !== 'completed' && job?.status !== 'failed' && words.started(name)}
    </p>
  );
};
