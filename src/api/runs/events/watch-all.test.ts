import { describe, expect, it } from 'vitest';
import { createAllWatch } from './watch-all.js';

describe('the stream of all runs', () => {
  it('says to read the list only once it knows the runs itself: what changes between the two would be told to nobody', async () => {
    let answer = (): void => undefined;
    const first = new Promise<void>((go) => {
      answer = go;
    });
    const watch = createAllWatch({
      settings: { api: { host: '127.0.0.1', port: 0 }, pipelines: [] },
      store: { runs: { list: () => first.then(() => ({ runs: [] })) } },
      reader: { list: () => Promise.resolve([]), byId: () => Promise.reject(new Error('there is none')) },
      everyMs: 10_000,
    });
    const stream = watch.watch(undefined);
    const reader = stream.body.getReader();
    let said = '';
    const saying = reader.read().then(({ value }) => {
      said = new TextDecoder().decode(value);
    });
    await new Promise((go) => setTimeout(go, 50));
    expect(said).toBe('');
    answer();
    await saying;
    expect(said).toContain('event: resync');
    // Whoever comes later need not wait.
    const later = await watch.watch('unknown').body.getReader().read();
    expect(new TextDecoder().decode(later.value)).toContain('event: resync');
    watch.close();
  });
});
