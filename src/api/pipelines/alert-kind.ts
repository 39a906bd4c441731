import { z } from '@hono/zod-openapi';
import type { PipelineAlert } from './pipeline-alerts.js';

export const alertKind = z.enum(['failed', 'missed', 'nothing_imported', 'target_away']) satisfies z.ZodType<
  PipelineAlert['kind']
>;
