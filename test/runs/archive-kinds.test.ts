import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';

let portal: Portal;
beforeAll(async () => {
  portal = await startPortal({
    sshOffers: 'shell',
    change: {
      files: { allow: ['./handed-over'] },
      import: { scp: { file_patterns: ['mvdsb_*', 'portal64_bdw_*'] }, freshness: { compare_checksum: true } },
    },
  });
  await Promise.all([portal.startWorker(), portal.startServer()]);
});
afterAll(() => portal.stop());

describe('a pipeline whose server has no SFTP and whose archives are not ZIPs', () => {
  it('is checked, previewed, imported, equal to `mariadb < dump.sql`, and skipped until they change', async () => {
    const made = await portal.makeArchives({ date: '20260401' });
    const at = new Date('2026-04-01T01:30:00Z');
    const put = (name: string, write: (file: string) => void) => {
      write(join(portal.exports, name));
      utimesSync(join(portal.exports, name), at, at);
    };
    for (const name of readdirSync(portal.exports)) rmSync(join(portal.exports, name));
    // A histogram as MySQL's tool writes it; it is never sent to a server.
    const histogram = (dump: string): string =>
      dump.replace(/(?=\n-- Dump completed)/, '\nANALYZE TABLE `t` UPDATE HISTOGRAM ON `a` WITH 4 BUCKETS;\n');
    put('mvdsb_20260401.sql.gz', (file) =>
      writeFileSync(file, gzipSync(Buffer.from(histogram(readFileSync(made.dumps.mvdsb, 'latin1')), 'latin1'))),
    );
    put('portal64_bdw_20260401.sql', (file) => copyFileSync(made.dumps.portal64_bdw, file));

    const check = await portal.cli('check', '--json');
    expect(check.stdout).toContain('read through its shell, like scp');
    const preview = await portal.cli('preview', 'import', '--json');
    expect(preview.code, preview.stderr).toBe(0);
    expect(preview.stdout).toContain('histograms (ANALYZE TABLE');
    const run = await portal.cli('run', 'import', '--wait', '--json');
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ status: 'success', warnings: [] });
    expect(await portal.differences(made.dumps)).toEqual([]);
    expect((await portal.cli('logs', 'import')).stdout).toMatch(
      /In the dump of "mvdsb", histograms \(ANALYZE TABLE … UPDATE HISTOGRAM\) are left out.* \(line \d+\)/,
    );
    const { body } = await portal.get('/api/v1/import/status');
    expect(JSON.stringify(body)).toMatch(/"filename":"mvdsb_20260401\.sql\.gz"/);
    const metadata = readFileSync(join(portal.folder, 'data/import/last_import.json'), 'utf8');
    expect(metadata).toMatch(/sha256:[0-9a-f]{64}/);
    expect(metadata).toContain('portal64_bdw_20260401.sql');

    expect((await portal.cli('run', 'import', '--wait')).code).toBe(3);
    // Other bytes of the same size and time: the checksum differs.
    put('portal64_bdw_20260401.sql', (file) => {
      const bytes = readFileSync(file);
      bytes.write('-- Dump completed on 2001', bytes.lastIndexOf('-- Dump completed on '));
      writeFileSync(file, bytes);
    });
    const changed = await portal.cli('run', 'import', '--wait', '--json');
    expect(changed.code, changed.stderr).toBe(0);
    expect(JSON.parse(changed.stdout)).toMatchObject({
      status: 'success',
      reason: 'newer_files_available',
      generation: 2,
    });
  });

  it('takes archives from a folder of the worker that is allowed, and from no other', async () => {
    const made = await portal.makeArchives({ date: '20260301' });
    const folder = join(portal.folder, 'handed-over');
    mkdirSync(folder);
    for (const name of readdirSync(portal.exports)) rmSync(join(portal.exports, name));
    for (const [database, dump] of Object.entries(made.dumps))
      copyFileSync(dump, join(folder, `${database}_20260301.sql`));
    const refused = await portal.cli('run', 'import', '--from', portal.exports, '--wait');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('FILE_FORBIDDEN')]);
    // Older than what is live: who names a folder wants what is in it.
    const run = await portal.cli('run', 'import', '--from', folder, '--wait', '--json');
    expect(run.code, run.stderr).toBe(0);
    expect(await portal.differences(made.dumps)).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('keeps the archive of a failed run, whatever kind it is, until one ends well', async () => {
    const made = await portal.makeArchives({ date: '20260402' });
    for (const name of readdirSync(portal.exports)) rmSync(join(portal.exports, name));
    const put = (name: string, bytes: Buffer) => writeFileSync(join(portal.exports, name), bytes);
    const kept = (runId: string, file: string) =>
      readFileSync(join(portal.folder, 'data/import/temp/import', runId, file));
    const failedRun = async (): Promise<string> => {
      const { code, stdout, stderr } = await portal.cli('run', 'import', '--wait', '--json');
      expect(code, stderr).toBe(1);
      const run = JSON.parse(stdout) as { run_id: string; error: { code: string } };
      expect(run.error.code).toBe('DUMP_TRUNCATED');
      return run.run_id;
    };
    const mvdsb = readFileSync(made.dumps.mvdsb);
    const portal64 = readFileSync(made.dumps.portal64_bdw);
    const cut = (dump: Buffer) => dump.subarray(0, dump.lastIndexOf('-- Dump completed'));

    put('mvdsb_20260402.sql.gz', gzipSync(mvdsb));
    put('portal64_bdw_20260402.sql', cut(portal64));
    const first = await failedRun();
    expect(kept(first, 'portal64_bdw/archive.sql').equals(cut(portal64))).toBe(true);

    put('mvdsb_20260402.sql.gz', gzipSync(cut(mvdsb)));
    put('portal64_bdw_20260402.sql', portal64);
    const second = await failedRun();
    expect(kept(second, 'mvdsb/archive.sql.gz').equals(gzipSync(cut(mvdsb)))).toBe(true);
    expect(kept(first, 'portal64_bdw/archive.sql').equals(cut(portal64))).toBe(true);

    put('mvdsb_20260402.sql.gz', gzipSync(mvdsb));
    expect((await portal.cli('run', 'import', '--wait')).code).toBe(0);
    expect(readdirSync(join(portal.folder, 'data/import/temp/import'))).toEqual([]);
  });
});
