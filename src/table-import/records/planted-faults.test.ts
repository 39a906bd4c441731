import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS, PLANTED, plantedFile } from '../../../test/support/planted-file.js';
import { readRecords } from '../../../test/support/read-records.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'planted-faults-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('100,000 records with 2,500 faults that were planted in forty ways', () => {
  it('give exactly the planted rejects, with every reason and the bytes of the file', { timeout: 60_000 }, async () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(40);
    const { csv, planted } = plantedFile(100_000);
    const { lines, rejects, records } = await readRecords(folder, csv, {
      rules: PLANTED.map(({ rule }) => rule),
    });
    expect(records).toBe(100_000);
    expect(planted).toHaveLength(2_500);
    const found = rejects.map(({ line, reasons, raw }) => ({
      line,
      reasons: reasons.map(({ column, code }) => `${column} ${code}`),
      raw: raw.toString(),
    }));
    expect(found).toEqual(planted.map(({ line, reasons, raw }) => ({ line, reasons, raw })));
    expect(lines).toHaveLength(97_500);
  });
});
