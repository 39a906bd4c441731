import { isStevedoreError } from '../../contracts/errors.js';
import type { ImportCallback } from '../../contracts/definitions/import-callback.js';
import type { JobEnd } from '../../contracts/projects/project-job.js';
import { MOST_PROBLEMS } from '../../contracts/projects/project-job.js';
import type { StoredReject } from '../../contracts/table-import/reject.js';
import { sendWebhook } from '../../notifications/send-webhook.js';
import type { ReportedEnd } from '../../table-import/callback/job-end-rules.js';
import { endedJobJson, jobEndOf } from '../../table-import/callback/job-end-rules.js';
import type { ActivityDeps } from '../activity-deps.js';
import { createStepLog } from '../run/step-log.js';
import { withProgress } from '../run/with-progress.js';
import { withTarget } from './import-context.js';

/** How a run of a definition ended, and whose job it was. */
export interface ReportRequest extends ReportedEnd {
  readonly definition: string;
  readonly runId: string;
  readonly attempt: number;
  /** @default the run's id */
  readonly job?: string;
  /** Of the databases that its files went into. */
  readonly connections: readonly string[];
}

/** Activities that tell of the end of a run; they read no file. */
export const createReportActivities = (deps: ActivityDeps) => ({
  /**
   * Records the end of the run's job, and tells whether somebody else is to be told of it.
   * Key: job. Heartbeat: liveness only. Left behind: nothing. Terminal: none.
   */
  recordJobEnd: (request: ReportRequest): Promise<{ readonly callsBack: boolean }> =>
    withProgress('cleanup', '', async () => {
      const { definition, job } = request;
      if (job !== undefined) await deps.store.projectJobs.close(job, await endOf(deps, request), request.runId);
      const known = await deps.store.definitions.get(definition);
      return { callsBack: known?.callbackSecretId !== undefined };
    }),

  /**
   * Posts the result to the address that the definition names, once; the profile of the workflow says how often.
   * Key: run, which is the webhook's id. Heartbeat: liveness only. Left behind: nothing. Terminal: CALLBACK_REFUSED,
   * HTTP_ADDRESS_FORBIDDEN, HTTP_REDIRECT_REFUSED, SECRETS_UNAVAILABLE.
   */
  sendJobCallback: (request: ReportRequest): Promise<void> =>
    withProgress('cleanup', '', async ({ signal }) => {
      const { definition, runId, attempt, job } = request;
      const known = await deps.store.definitions.get(definition);
      if (known?.callbackSecretId === undefined) return;
      const callback = JSON.parse(await deps.store.secrets.get(known.callbackSecretId)) as ImportCallback;
      const stored = job === undefined ? undefined : await deps.store.projectJobs.get(job);
      // The job has the end of its latest run; each run tells of its own.
      const ofRun = stored?.runId === runId ? stored.end : undefined;
      const end = ofRun ?? (await endOf(deps, request));
      const facts = {
        id: job ?? runId,
        runId,
        project: stored?.project ?? known.label,
        createdAt: stored?.createdAt ?? known.createdAt,
      };
      const log = createStepLog(deps, runId, attempt, 'cleanup');
      const status = await sendWebhook(deps.settings.network, callback, {
        action: 'Cannot call back',
        id: `msg_${runId.replaceAll('-', '')}`,
        body: { type: `import.${end.status}`, timestamp: end.completedAt, ...endedJobJson(facts, end) },
        signal,
      }).catch(async (error: unknown) => {
        await log.warn('The callback has failed', isStevedoreError(error) ? error.message : 'an internal error');
        throw error;
      });
      await log.info(`Called back "${new URL(callback.url).host}": it answered ${status}`);
    }),
});

/** Rejects of a database that does not answer are left out: the counts have them. */
const endOf = async (deps: ActivityDeps, request: ReportRequest): Promise<JobEnd> => {
  const { runId, connections, files } = request;
  const rejects: StoredReject[] = [];
  for (const connection of files.some(({ rejected }) => rejected > 0) ? connections : []) {
    const found = await withTarget(deps, connection, (target) =>
      target.rejects.list({ runId, limit: MOST_PROBLEMS }),
    ).catch((error: unknown) => {
      if (isStevedoreError(error)) return [];
      throw error;
    });
    rejects.push(...found);
  }
  return jobEndOf(request, rejects);
};
