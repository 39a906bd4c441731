import { describe, expect, it } from 'vitest';
import type { RunSnapshot } from '../../contracts/runs/run-snapshot.js';
import { describeFiles } from '../dump-import/describe-files.js';
import { describeRun } from './describe-run.js';

const snapshot: RunSnapshot<{ files: Parameters<typeof describeFiles>[0]['files'] }> = {
  step: 'publishing',
  attempt: 2,
  maxAttempts: 3,
  progress: 90,
};
const run = { pipeline: 'import', runId: '4711', passed: [], canGoBack: true, snapshot };

describe('the details of a run in the Web UI', () => {
  it('say how it stands, what it has done, and what a person may do next', () => {
    expect(describeRun({ ...run, passed: ['downloading', 'extracting'] })).toBe(
      [
        '**`publishing`** · 90 % · attempt 2 of 3',
        'Done: `downloading` → `extracting`',
        'Next: `stevedore cancel 4711` stops it',
        'Log: `stevedore logs 4711`',
      ].join('\n\n'),
    );
  });

  it('say for whom it waits, and how to publish now', () => {
    const wait = {
      id: 1,
      kind: 'publish',
      reason: 'locks are held',
      until: '2026-03-01T02:00:00Z',
      blockers: [{ id: 42, user: 'report', host: 'web1', ageSeconds: 90, table: 'shop.orders', certain: true }],
    } as const;
    const text = describeRun({ ...run, snapshot: { ...snapshot, wait } });
    expect(text).toContain('Loaded and proved; waits to publish until 2026-03-01T02:00:00Z: locks are held');
    expect(text).toContain('- Blocked by connection 42 of report@web1 (for 90 s on shop.orders)');
    expect(text).toContain('`stevedore publish-now 4711` publishes now');
  });

  it('say of each archive how far it is', () => {
    const remote = ['a.zip', 'b.zip'].map((filename) => ({ filename, size: 1_234_567, modTime: '', isNewer: true }));
    const files = { remote, downloaded: ['a.zip', 'b.zip'], extracted: ['a.sql'], imported: ['a'] };
    expect(describeRun({ ...run, snapshot: { ...snapshot, detail: { files } }, describe: describeFiles })).toContain(
      '- `b.zip`: 1 234 567 bytes, newer, downloaded\n\nUnpacked: `a.sql`\n\nLoaded and proved: `a`',
    );
  });

  it('end with the way back of a success, and with the way on of a failure', () => {
    expect(describeRun({ ...run, outcome: 'success' })).toContain('`stevedore rollback import` puts back');
    expect(describeRun({ ...run, outcome: 'success', canGoBack: false })).toContain('Next: nothing is left to do');
    expect(describeRun({ ...run, outcome: 'failed' })).toContain('`stevedore retry 4711`');
  });

  it('show what comes from outside as text', () => {
    const evil = '![x](http://evil) <img src=x> `code` **bold**';
    const lastFailure = { code: 'INTERNAL', message: evil, retryable: true } as const;
    const text = describeRun({ ...run, pipeline: "a'`b", outcome: 'success', snapshot: { ...snapshot, lastFailure } });
    expect(text).toContain(String.raw`\!\[x\](http://evil) \<img src=x\> \`code\` \*\*bold\*\*`);
    expect(text).toContain(String.raw`rollback 'a'\''b'`);
  });
});
