import { computed, signal } from '@preact/signals';
import { ask, Problem } from '../../api/ask.js';
import type { AuditEntryJson, PipelineJson } from '../../api/types.js';

interface Page {
  readonly audit: readonly AuditEntryJson[];
  readonly next: number | null;
}

/** The audit, a page at a time: as many as one page are kept, however long somebody reads on. */
export const createAudit = () => {
  const page = signal<Page | undefined>(undefined);
  const problem = signal<Problem | undefined>(undefined);
  const pipeline = signal('');
  const pipelines = signal<readonly string[]>([]);
  /** Where the pages before this one begin, this one's last; the newest begins nowhere. */
  const places = signal<readonly (number | undefined)[]>([undefined]);

  const read = async (): Promise<void> => {
    const place = places.value.at(-1);
    const query = new URLSearchParams({
      limit: '50',
      ...(place === undefined ? {} : { cursor: String(place) }),
      ...(pipeline.value === '' ? {} : { pipeline: pipeline.value }),
    });
    const asked = query.toString();
    try {
      const found = await ask<Page>(`/api/v1/audit?${asked}`);
      if (places.value.at(-1) === place) page.value = found;
      problem.value = undefined;
    } catch (error) {
      problem.value = error instanceof Problem ? error : new Problem(0, '', String(error));
    }
  };
  const goTo = (to: readonly (number | undefined)[]): Promise<void> => {
    places.value = to;
    return read();
  };

  return {
    ...{ page, problem, pipeline, pipelines, read },
    hasNewer: computed(() => places.value.length > 1),
    newer: () => goTo(places.value.slice(0, -1)),
    older: () => goTo([...places.value, page.value?.next ?? undefined]),
    choose: (name: string): void => {
      pipeline.value = name;
      void goTo([undefined]);
    },
    /** Names to choose from; none where they cannot be read now. */
    readPipelines: async (): Promise<void> => {
      const found = await ask<{ readonly pipelines: readonly PipelineJson[] }>('/api/v1/pipelines').catch(
        () => undefined,
      );
      pipelines.value = found?.pipelines.map(({ name }) => name) ?? [];
    },
  };
};
