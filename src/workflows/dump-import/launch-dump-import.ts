import type { DumpImportInput, Recorded } from '../../contracts/dump-import/input.js';
import type { LaunchResult } from '../../contracts/runs/launch-result.js';
import { launchRun } from '../run/launch-run.js';

/** What the Schedules of dump imports have started since before there were other kinds. */
export async function launchDumpImport(input: Recorded<DumpImportInput>): Promise<LaunchResult> {
  return launchRun({ ...input, kind: 'dump-import' });
}
