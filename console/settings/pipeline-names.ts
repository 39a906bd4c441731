import { signal } from '@preact/signals';
import { ask } from '../api/ask.js';
import type { PipelineJson } from '../api/types.js';

/** Names of pipelines to choose from; none where they cannot be read now. */
export const createPipelineNames = () => {
  const names = signal<readonly string[]>([]);
  return {
    names,
    read: async (): Promise<void> => {
      const path = '/api/v1/pipelines';
      const found = await ask<{ readonly pipelines: readonly PipelineJson[] }>(path).catch(() => undefined);
      names.value = found?.pipelines.map(({ name }) => name) ?? [];
    },
  };
};
