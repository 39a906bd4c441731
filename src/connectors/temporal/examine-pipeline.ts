import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { isErrorCode, StevedoreError } from '../../contracts/errors.js';
import type { ExamineInput } from '../../contracts/examine/examine-input.js';
import { EXAMINE_LIMIT_MS, EXAMINE_WORKFLOW, examineWorkflowId } from '../../contracts/examine/examine-input.js';
import { TASK_QUEUE } from '../../contracts/temporal-names.js';
import { failureOf } from './failure-of.js';
import { within } from './within.js';

/** Has a worker find something out about a pipeline. */
export interface Examiner {
  /** Begins an examination, or joins the one of this pipeline that is open; resolves to its id. */
  examine(input: ExamineInput): Promise<string>;
  /**
   * The answer of an examination; undefined if it is not there within `waitMs`. Throws RUN_UNKNOWN for an unknown id,
   * and what ended the examination.
   */
  examined(input: ExamineInput, id: string, waitMs: number): Promise<object | undefined>;
}

export const createExaminer = (client: Client): Examiner => ({
  examine: (input) =>
    within(client, { ms: 5_000, action: `Cannot ${input.what} "${input.pipeline}"` }, async () => {
      const { firstExecutionRunId } = await client.workflow.start(EXAMINE_WORKFLOW, {
        workflowId: examineWorkflowId(input),
        taskQueue: TASK_QUEUE,
        args: [input],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowExecutionTimeout: EXAMINE_LIMIT_MS[input.what],
        workflowTaskTimeout: '5 seconds',
        staticSummary: `${input.what} ${input.pipeline}`,
      });
      return firstExecutionRunId;
    }),

  examined: async (input, id, waitMs) => {
    const action = `Cannot ${input.what} "${input.pipeline}"`;
    const handle = client.workflow.getHandle(examineWorkflowId(input), id);
    const deadline = Date.now() + waitMs;
    for (;;) {
      const { status } = await within(client, { ms: 5_000, action, repeat: true }, async () => {
        try {
          return await handle.describe();
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
          throw new StevedoreError('RUN_UNKNOWN', `${action}: there is no ${input.what} with the id "${id}"`);
        }
      });
      if (status.name !== 'RUNNING') break;
      if (Date.now() >= deadline) return undefined;
      await sleep(Math.min(LOOK_EVERY_MS, Math.max(0, deadline - Date.now())));
    }
    try {
      return await within(client, { ms: 5_000, action, repeat: true }, () => handle.result() as Promise<object>);
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      const { code, message } = failureOf(error);
      if (isErrorCode(code)) throw new StevedoreError(code, message, { cause: error });
      throw new StevedoreError('WORKER_LOST', `${action}: no worker answered in time; ask again`, { cause: error });
    }
  },
});

const LOOK_EVERY_MS = 200;
