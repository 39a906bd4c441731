import { signal } from '@preact/signals';
import { ask } from '../../api/ask.js';
import { createReading } from '../../api/reading.js';
import type { KeyJson, NewKeyJson, PipelineJson } from '../../api/types.js';

/** The keys of the API, and the text of the one that was just made: it is nowhere but in this page. */
export const createKeys = () => {
  const reading = createReading<{ readonly keys: readonly KeyJson[] }>('/api/v1/keys');
  const made = signal<NewKeyJson | undefined>(undefined);
  /** Shows the text of a new key. Throws `Problem`. */
  const make = async (path: string, body: object): Promise<void> => {
    const key = await ask<NewKeyJson>(path, { method: 'POST', body: { ...body, by: 'console' } });
    await reading.read();
    // Last: what it shows takes the focus, which the dialog gives back as it closes.
    made.value = key;
  };
  return {
    reading,
    made,
    withEnded: signal(false),
    create: (body: NewKey) => make('/api/v1/keys', body),
    rotate: (id: string, keepSeconds: number) =>
      make(`/api/v1/keys/${encodeURIComponent(id)}/rotate`, { keep_seconds: keepSeconds }),
    /** Throws `Problem`. */
    revoke: async (id: string): Promise<void> => {
      await ask(`/api/v1/keys/${encodeURIComponent(id)}?by=console`, { method: 'DELETE' });
      if (made.value?.id === id) made.value = undefined;
      await reading.read();
    },
    /** Names of the pipelines that a key can be for; empty where they cannot be read now. */
    pipelines: async (): Promise<readonly string[]> => {
      const found = await ask<{ readonly pipelines: readonly PipelineJson[] }>('/api/v1/pipelines').catch(
        () => undefined,
      );
      return found?.pipelines.map(({ name }) => name) ?? [];
    },
  };
};

export type Keys = ReturnType<typeof createKeys>;

export interface NewKey {
  readonly name: string;
  readonly role: KeyJson['role'];
  readonly pipelines?: readonly string[];
  readonly expires_at?: string;
  readonly requests_per_minute?: number;
  readonly concurrent_requests?: number;
}
