import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSnapshot, MEMO_BYTES } from './fit-snapshot.js';
import type { RunSnapshot } from './run-snapshot.js';

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength });

const snapshots: fc.Arbitrary<RunSnapshot> = fc.record(
  {
    step: text(400),
    attempt: fc.nat(),
    maxAttempts: fc.nat(),
    progress: fc.nat(100),
    wait: fc.record({
      id: fc.nat(),
      kind: fc.constantFrom('load', 'retry', 'publish', 'source'),
      reason: text(3_000),
      until: fc.constant('2030-01-01T00:00:00.000Z'),
      blockers: fc.array(fc.record({ id: fc.nat(), certain: fc.boolean(), table: text(300) }), { maxLength: 3 }),
    }),
    lastFailure: fc.record({
      code: fc.constant('PROOF_FAILED' as const),
      message: text(3_000),
      retryable: fc.boolean(),
    }),
    warnings: fc.array(text(300), { maxLength: 3 }),
    detail: fc.record({
      files: fc.record({ remote: fc.array(text(200), { maxLength: 60 }), done: fc.array(text(99)) }),
    }),
  },
  { requiredKeys: ['step', 'attempt', 'maxAttempts', 'progress'] },
);

describe('the memo of a run', () => {
  it('is never longer than 2 KiB, whatever stands in the snapshot', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        expect(bytesOf(fitSnapshot(snapshot))).toBeLessThanOrEqual(MEMO_BYTES);
      }),
      { numRuns: 300 },
    );
  });

  it('is the snapshot itself where that fits', () => {
    const snapshot = {
      step: 'cleanup',
      attempt: 1,
      maxAttempts: 2,
      progress: 98,
      detail: { files: { remote: ['a'] } },
    };
    expect(fitSnapshot(snapshot)).toBe(snapshot);
  });

  it('loses the end of the longest list first, and keeps the head', () => {
    const remote = Array.from({ length: 200 }, (_, index) => `archive_${index}.zip`);
    const fitted = fitSnapshot({
      step: 'downloading',
      attempt: 1,
      maxAttempts: 2,
      progress: 15,
      detail: { files: { remote, imported: ['mvdsb'] } },
    });
    const { files } = fitted.detail as { files: { remote: string[]; imported: string[] } };
    expect(files.imported).toEqual(['mvdsb']);
    expect(files.remote).toEqual(remote.slice(0, 100));
    expect(fitted).toMatchObject({ step: 'downloading', progress: 15 });
  });
});
