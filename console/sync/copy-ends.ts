import type { RunJson } from '../api/types.js';
import { syncDetail } from '../run/details.js';
import { w } from '../words/words.js';

/** What a run of a database does, from where into what. */
export interface CopyEnds {
  /** `export`, `import`, `sync` or `rollback` */
  readonly shape: string;
  readonly from?: string;
  readonly into?: string;
}

/** Exports that name their database themselves run under this pipeline. */
const EXPORTS = 'databases';

/** Before its worker has told, its pipeline says it: one of a database's name writes into that. */
export const copyEnds = (run: RunJson): CopyEnds => {
  const { ends, dump } = syncDetail(run) ?? {};
  const shape =
    run.action === 'rollback' ? 'rollback' : (ends?.shape ?? (run.pipeline === EXPORTS ? 'export' : 'sync'));
  const from = ends?.source ?? ends?.file;
  const written = shape === 'export' ? dump?.file : (ends?.destination ?? run.pipeline);
  return {
    shape,
    ...(from === undefined || shape === 'rollback' ? {} : { from }),
    ...(written === undefined ? {} : { into: written }),
  };
};

/** The same as text, such as `Sync staging → local`. */
export const copyTitle = ({ shape, from, into }: CopyEnds): string =>
  `${w().databases.shapes[shape] ?? shape} ${[from, into].filter((end) => end !== undefined).join(' → ')}`.trim();
