import { describe, expect, it } from 'vitest';
import type { BottleneckFacts } from './bottleneck-rules.js';
import { nameBottleneck } from './bottleneck-rules.js';

const facts: BottleneckFacts = {
  connections: 4,
  dataBytes: 250_000_000,
  largest: { table: 'game', bytes: 75_000_000 },
  bufferPoolBytes: 1_000_000_000,
};
const waits = { dumpMs: 1_000, serverMs: 20_000, idleMs: 1_000, threadBusy: 0.3 };

describe('the bottleneck of a load', () => {
  it('is the server where its answers were waited for', () => {
    expect(nameBottleneck(waits, facts)).toMatchObject({
      limit: 'server',
      advice: expect.stringMatching(/^91 % .* raise load.connections \(now 4\)/),
    });
  });

  it('is a buffer pool that is smaller than the rows', () => {
    expect(nameBottleneck(waits, { ...facts, bufferPoolBytes: 134_217_728 })?.advice).toMatch(
      /innodb_buffer_pool_size is 134 MB for 250 MB of rows/,
    );
  });

  it("is the worker's thread where that was busy", () => {
    expect(nameBottleneck({ ...waits, threadBusy: 0.95 }, facts)?.limit).toBe('worker');
    expect(nameBottleneck({ ...waits, dumpMs: 30_000, threadBusy: 0.95 }, facts)?.limit).toBe('worker');
  });

  it('is the disk where rows were waited for and the thread was idle', () => {
    expect(nameBottleneck({ ...waits, dumpMs: 30_000 }, facts)).toMatchObject({
      limit: 'disk',
      advice: expect.stringContaining('storage.temp_dir'),
    });
  });

  it('is one large table where the others were done long before it', () => {
    expect(nameBottleneck({ ...waits, idleMs: 30_000 }, facts)).toMatchObject({
      limit: 'one-table',
      advice: expect.stringContaining('"game" alone has 30 %'),
    });
  });

  it('is not worth a word for a short load', () => {
    expect(nameBottleneck({ dumpMs: 10, serverMs: 900, idleMs: 0, threadBusy: 1 }, facts)).toBeUndefined();
  });
});
