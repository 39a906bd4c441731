import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRunLogger } from '../../src/store/run-logger.js';
import type { Store } from '../../src/store/store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import { openStore } from './open-store.js';

describe.each(STORE_SERVERS)('the log of a run in a store on %s', (_name, start) => {
  let server: StoreServer;
  let store: Store;
  beforeAll(async () => {
    server = await start();
    store = await openStore(server, 'stevedore', { timeoutMs: 2_000 });
    await store.migrate();
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
  });

  const messages = async (runId: string) => (await store.logs.list({ runId })).map(({ message }) => message);

  test('stores lines in order at flush, and shows each to the sink at once', async () => {
    const seen: string[] = [];
    const logger = createRunLogger(store, {
      runId: 'a',
      attempt: 2,
      sink: (line) => seen.push(`${line.run_id} ${line.message}`),
    });
    for (let index = 0; index < 250; index++) logger.info('import', `line ${index}`);
    logger.error('cleanup', 'failed', { error: 'because', duration: '1s' });
    expect(seen).toHaveLength(251);
    expect(seen[0]).toBe('a line 0');
    await logger.flush();
    const lines = await store.logs.list({ runId: 'a' });
    expect(lines.map(({ message }) => message)).toEqual([
      ...Array.from({ length: 250 }, (_, index) => `line ${index}`),
      'failed',
    ]);
    expect(lines.at(-1)).toMatchObject({
      attempt: 2,
      level: 'ERROR',
      step: 'cleanup',
      error: 'because',
      duration: '1s',
    });
  });

  test('stores lines without a flush within a second or so', async () => {
    createRunLogger(store, { runId: 'b', attempt: 1 }).warn('download', 'slow');
    await expect.poll(() => messages('b'), { timeout: 15_000 }).toEqual(['slow']);
  });

  test('takes secrets out of messages and errors before anything is written', async () => {
    const seen: string[] = [];
    const redact = (text: string) => text.replaceAll('canary', '[redacted]');
    const logger = createRunLogger(store, {
      runId: 'c',
      attempt: 1,
      redact,
      sink: (line) => seen.push(JSON.stringify(line)),
    });
    logger.error('download', 'with canary', { error: 'of canary' });
    await logger.flush();
    expect(JSON.stringify([seen, await store.logs.list({ runId: 'c' })])).not.toContain('canary');
  });

  test('a store that is away costs no line and no error: they are written when it is back', async () => {
    const logger = createRunLogger(store, {
      runId: 'd',
      attempt: 1,
      sink: () => {
        throw new Error('disk full');
      },
    });
    await server.kill9();
    logger.info('import', 'first');
    await logger.flush();
    logger.info('import', 'second');
    await logger.flush();
    expect(logger.failures).toBe(4);
    await server.restart();
    logger.info('import', 'third');
    await logger.flush();
    expect(await messages('d')).toEqual(['first', 'second', 'third']);
    expect(logger.lost).toBe(0);
  });
});
