import type { RunClient } from '../../../connectors/temporal/run-client.js';
import { STANDARD_TABLE_IMPORT } from '../../../contracts/table-import/names.js';

/**
 * The files that open runs over uploads name, also of a run that no worker has begun, and of a retry. Undefined where
 * there are more runs than can be asked: then any file may be in use. Throws TEMPORAL_UNREACHABLE.
 */
export const filesInUse = async (
  runs: Pick<RunClient, 'openJobs' | 'inputOf'>,
): Promise<ReadonlySet<string> | undefined> => {
  const open = await runs.openJobs({ kind: 'table-import', name: STANDARD_TABLE_IMPORT }, MOST_OPEN);
  if (open.length >= MOST_OPEN) return undefined;
  const files = new Set<string>();
  for (let at = 0; at < open.length; at += AT_A_TIME) {
    const inputs = await Promise.all(open.slice(at, at + AT_A_TIME).map((run) => runs.inputOf(run)));
    for (const input of inputs) for (const file of filesOf(input)) files.add(file);
  }
  return files;
};

const filesOf = (input: object | undefined): readonly string[] =>
  (input as { readonly files?: readonly string[] } | undefined)?.files ?? [];

const MOST_OPEN = 5_000;
const AT_A_TIME = 10;
