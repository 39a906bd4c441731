import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { NotificationInput } from '../../../contracts/notifications/notification.js';
import { NOTIFICATION_WORKFLOW, notificationWorkflowId } from '../../../contracts/notifications/notification.js';
import { SEARCH_ATTRIBUTES, TASK_QUEUE } from '../../../contracts/temporal-names.js';
import { within } from '../within.js';

export type StartNotification = (
  input: NotificationInput,
  options?: { /** Also where it was sent before. @default false */ readonly again?: boolean },
) => Promise<'started' | 'known'>;

/**
 * Starts the sending of a notification; `known` where it was started before, or, with `again`, where it is under way.
 * Throws TEMPORAL_UNREACHABLE and TEMPORAL_REFUSED.
 */
export const createStartNotification =
  (client: Client): StartNotification =>
  (input, { again = false } = {}) =>
    within(client, { ms: 5_000, action: `Cannot notify "${input.receiver}"` }, async () => {
      const { receiver, event, pipeline } = input;
      try {
        await client.workflow.start(NOTIFICATION_WORKFLOW, {
          workflowId: notificationWorkflowId(input),
          taskQueue: TASK_QUEUE,
          args: [input],
          workflowIdConflictPolicy: 'FAIL',
          workflowIdReusePolicy: again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
          staticSummary: `tell ${receiver}: ${event}${pipeline === undefined ? '' : ` of ${pipeline}`}`,
          ...(pipeline === undefined
            ? {}
            : { typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.pipeline, value: pipeline }] }),
        });
        return 'started';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'known';
        throw error;
      }
    });
