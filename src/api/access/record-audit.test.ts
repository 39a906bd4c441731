import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../contracts/access/audit-entry.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ApiStore } from '../deps.js';
import { createAudit } from './record-audit.js';

const entryOf = (id: string): AuditEntry => ({
  ...{ id, at: '2026-11-27T02:00:00.000Z', by: 'anna', role: 'admin', action: 'startRun' },
  ...{ outcome: 'done', status: 202 },
});

const audit = (failureOf: (id: string) => 'STORE_FAILED' | 'STORE_UNREACHABLE' | undefined) => {
  const recorded: string[] = [];
  const logged: unknown[] = [];
  let atOnce = 0;
  let most = 0;
  const add = async ({ id }: AuditEntry): Promise<void> => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setTimeout(resolve, 5));
    atOnce -= 1;
    const code = failureOf(id);
    if (code !== undefined) throw new StevedoreError(code, 'Cannot record the audit: the test says so');
    recorded.push(id);
  };
  const logger = {
    info: () => undefined,
    warn: () => undefined,
    error: (facts: object) => void logged.push((facts as { audit: AuditEntry }).audit.id),
  };
  const made = createAudit({ audit: { add } as ApiStore['audit'] }, logger);
  const addAll = (...ids: string[]) => Promise.all(ids.map((id) => made.add(entryOf(id))));
  return { addAll, recorded, logged, most: () => most };
};

describe('the record of who did what', () => {
  it('is written one entry after another, whatever comes at once', async () => {
    const { addAll, recorded, most } = audit(() => undefined);
    await addAll('1', '2', '3', '4', '5');
    expect([recorded, most()]).toEqual([['1', '2', '3', '4', '5'], 1]);
  });

  it('goes on behind an entry that the store refuses, and tries that one again', async () => {
    let refuses = true;
    const { addAll, recorded, logged } = audit((id) => (refuses && id === '2' ? 'STORE_FAILED' : undefined));
    await addAll('1', '2', '3');
    await addAll('4');
    expect([recorded, logged]).toEqual([['1', '3', '4'], ['2']]);
    refuses = false;
    await addAll('5');
    expect(recorded).toEqual(['1', '3', '4', '2', '5']);
  });

  it('waits while the store is away, and is written in its order afterwards', async () => {
    let isAway = true;
    const { addAll, recorded, logged } = audit(() => (isAway ? 'STORE_UNREACHABLE' : undefined));
    await addAll('1', '2', '3');
    isAway = false;
    await addAll('4');
    expect([recorded, logged]).toEqual([
      ['1', '2', '3', '4'],
      ['1', '2', '3'],
    ]);
  });
});
