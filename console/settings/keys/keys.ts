import { effect, signal } from '@preact/signals';
import { ask } from '../../api/ask.js';
import { createReading } from '../../api/reading.js';
import type { KeyJson, NewKeyJson, PipelineJson } from '../../api/types.js';
import { toSettings } from '../../shell/route.js';
import { session } from '../../shell/session.js';

/**
 * The text of the key that was just made, which is nowhere else. It goes with the page that has shown it: whoever left
 * that before it came finds it there.
 */
const made = signal<NewKeyJson | undefined>(undefined);
effect(() => {
  if (session.value === 'signed out') made.value = undefined;
});

/** The keys of the API, and what is done with them. */
export const createKeys = () => {
  const reading = createReading<{ readonly keys: readonly KeyJson[] }>('/api/v1/keys');
  /** Shows the text of a new key, and gives the address where. Throws `Problem`. */
  const make = async (path: string, body: object): Promise<string> => {
    const key = await ask<NewKeyJson>(path, { method: 'POST', body: { ...body, by: 'console' } });
    await reading.read();
    // Last: what it shows takes the focus, which the dialog gives back as it closes.
    made.value = key;
    return toSettings('keys');
  };
  return {
    reading,
    made,
    /** Forgets the text that the page has shown. */
    leave: (): void => {
      made.value = undefined;
    },
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
