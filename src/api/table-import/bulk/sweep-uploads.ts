import type { KeptUpload } from '../../../connectors/disk/upload-folder.js';
import type { ApiDeps } from '../../deps.js';
import { filesInUse } from './files-in-use.js';
import type { ImportDeps } from './import-deps.js';
import { KEPT_WITHOUT_JOB_MS } from './kept-without-job.js';

interface SweepDeps {
  readonly runs: Parameters<typeof filesInUse>[0];
  readonly store: { readonly importJobs: Pick<ApiDeps['store']['importJobs'], 'get'> };
  readonly imports: Pick<ImportDeps, 'uploads' | 'keepMs'>;
}

/**
 * Removes uploads that nobody needs any more: past their time, and not named by an open job or an open run, however
 * long that waits already. Removes nothing while Temporal does not answer, and throws then.
 */
export const sweepUploads = async (deps: SweepDeps): Promise<void> => {
  const outdated = await outdatedUploads(deps);
  if (outdated.length === 0) return;
  const inUse = outdated.every(({ partial }) => partial) ? new Set<string>() : await filesInUse(deps.runs);
  const isInUse = ({ path }: KeptUpload): boolean => inUse === undefined || inUse.has(path);
  // Its note goes with it.
  const used = new Set(outdated.filter((one) => !one.partial && isInUse(one)).map(({ id }) => id));
  for (const upload of outdated) if (upload.partial || !used.has(upload.id)) await deps.imports.uploads.remove(upload);
};

/** By their age and their jobs alone. */
const outdatedUploads = async ({ store, imports: { uploads, keepMs } }: SweepDeps): Promise<KeptUpload[]> => {
  const found = await uploads.list();
  // What was noted of a file when it was used last keeps the file, too.
  const newest = new Map<string, number>();
  for (const { id, changedAt } of found) newest.set(id, Math.max(newest.get(id) ?? 0, changedAt.getTime()));
  const outdated: KeptUpload[] = [];
  for (const upload of found) {
    const age = Date.now() - (newest.get(upload.id) ?? 0);
    if (age < Math.min(KEPT_WITHOUT_JOB_MS, keepMs)) continue;
    const job = upload.partial ? undefined : await store.importJobs.get(upload.id);
    const isUsed = job !== undefined && job.completedAt === undefined;
    const isKept = job?.completedAt !== undefined && Date.now() - Date.parse(job.completedAt) < keepMs;
    if (!isUsed && !isKept && (job !== undefined || age >= KEPT_WITHOUT_JOB_MS)) outdated.push(upload);
  }
  return outdated;
};
