import type { NextAction } from '../../api/pipelines/next-actions.js';
import { shellWord } from '../output/shell-word.js';

/** What to type for it, or where to look. */
export const nextCommand = ({ action, run_id: runId }: NextAction, pipeline: string): string => {
  const [name, run] = [shellWord(pipeline), runId ?? shellWord(pipeline)];
  switch (action) {
    case 'publish-now':
    case 'proceed':
    case 'retry':
      return `stevedore ${action} ${run}`;
    case 'start':
      return `stevedore run ${name} --wait`;
    case 'resume':
      return `stevedore resume ${name}`;
    case 'check':
      return 'stevedore check';
    case 'start-worker':
      return 'stevedore worker';
    case 'enable':
      return 'set "enabled: true" in the configuration, and restart the worker and the server';
    case 'inspect':
      return `see the run ${run} in the Temporal Web UI`;
  }
};
