import { z } from '@hono/zod-openapi';
import type { MaintenanceDetail } from '../../contracts/maintenance/snapshot.js';
import type { MaintenanceTask } from '../../contracts/maintenance/tasks.js';
import { MAINTENANCE_TASKS } from '../../contracts/maintenance/tasks.js';
import type { RunKindView } from '../runs/run-kind-view.js';

/** Maintenance runs in `/api/v1/runs`. */
export const maintenanceView: RunKindView<'maintenance'> = {
  startFields: {
    tasks: z
      .array(z.enum(MAINTENANCE_TASKS))
      .min(1)
      .optional()
      .describe('Maintenance: only these tasks; default: those that are configured'),
    pipelines: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Maintenance: only these pipelines; default: those that are configured'),
  },
  beyond: ({ pipelines }) => (pipelines === undefined ? [] : ['pipelines']),
  input: ({ kind, pipeline, trigger, by }, { tasks, pipelines }) => ({
    kind,
    pipeline,
    trigger,
    by,
    ...(tasks === undefined ? {} : { tasks: tasks as MaintenanceTask[] }),
    ...(pipelines === undefined ? {} : { pipelines: pipelines as string[] }),
  }),
  progress: ({ step, progress }, [running]) => {
    const share = running === undefined || running.total === 0 ? 0 : running.done / running.total;
    return { step, progress: Math.min(95, Math.round(progress + share * Math.max(0, 95 - progress))) };
  },
  json: ({ detail }) => ({ detail: { verified: (detail as MaintenanceDetail | undefined)?.verified ?? [] } }),
};
