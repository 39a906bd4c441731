import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MakeArchivesOptions } from '../support/make-archives.js';
import type { Portal } from '../support/portal.js';
import type { Block } from '../support/portal-config.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';

let portal: Portal;
let worker: ProductProcess;

beforeAll(async () => {
  portal = await startPortal({ change: { import: { storage: { keep_failed_files: false } } } });
  await portal.makeArchives({ date: '20260301' });
  [worker] = await Promise.all([portal.startWorker(), portal.startServer()]);
  expect((await portal.cli('run', 'import', '--wait')).code).toBe(0);
});
afterAll(() => portal.stop());
afterEach(() => {
  for (const name of readdirSync(portal.exports)) {
    if (!name.includes('20260301')) rmSync(join(portal.exports, name));
  }
});

const liveData = () =>
  portal.target.query(
    'CHECKSUM TABLE mvdsb.person, mvdsb.typen; SELECT table_schema, table_name, create_time FROM information_schema.tables ' +
      "WHERE table_schema IN ('mvdsb', 'portal64_bdw') ORDER BY 1, 2",
  );

interface Failed {
  readonly code: string;
  readonly message: string;
  readonly attempt: number;
  /** The one that failed. */
  readonly step: string;
}

/**
 * Runs the import and expects it to fail without a trace: live data as it was, nothing in staging, nothing on the disk.
 */
const failedImport = async (): Promise<Failed> => {
  const before = await liveData();
  const { code, stdout, stderr } = await portal.cli('run', 'import', '--wait', '--force', '--json');
  expect(code, `${stdout}\n${stderr}`).toBe(1);
  const run = JSON.parse(stdout) as {
    run_id: string;
    attempt: number;
    current_step: string;
    error: { code: string; message: string };
  };
  expect(await liveData()).toBe(before);
  expect(await portal.target.query("SHOW DATABASES LIKE 'imp\\_%'")).toBe('');
  const directory = join(portal.folder, 'data/import/temp/import');
  expect(
    readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(run.run_id)),
  ).toEqual([]);
  return { ...run.error, attempt: run.attempt, step: run.current_step };
};

const newer = (options: Partial<MakeArchivesOptions> = {}) => portal.makeArchives({ date: '20260302', ...options });
const mvdsbOnly = (edit: (dump: Buffer) => Buffer): Partial<MakeArchivesOptions> => ({
  editDump: (database, dump) => (database === 'mvdsb' ? edit(dump) : dump),
});

describe('an archive that cannot be taken', () => {
  it('fails at once with a wrong password, ZipCrypto and AES alike', async () => {
    const { MVDSB_ZIP_PASSWORD: mvdsb, PORTAL64_ZIP_PASSWORD: portal64_bdw } = portal.secrets;
    await newer({ zipPasswords: { mvdsb: 'another', portal64_bdw } });
    const first = await failedImport();
    expect(first).toMatchObject({
      code: 'ARCHIVE_WRONG_PASSWORD',
      attempt: 1,
      step: expect.stringMatching(/^(downloading|extracting)$/) as string,
    });
    expect(first.message).toContain('mvdsb_20260302.zip');
    await newer({ zipPasswords: { mvdsb, portal64_bdw: 'another' } });
    const second = await failedImport();
    expect(second).toMatchObject({ code: 'ARCHIVE_WRONG_PASSWORD', attempt: 1 });
    expect(second.message).toContain('portal64_bdw_20260302.zip');
  });

  it('fails at once when it is truncated', async () => {
    const { archives } = await newer();
    truncateSync(archives.mvdsb, Math.floor(readFileSync(archives.mvdsb).length * 0.7));
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'ARCHIVE_CORRUPT', attempt: 1 });
    expect(failed.message).toContain('mvdsb_20260302.zip');
  });

  it.each(['mvdsb', 'portal64_bdw'] as const)('fails at once when a byte of %s is flipped', async (database) => {
    const { archives } = await newer();
    const bytes = readFileSync(archives[database]);
    const middle = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 0x10, middle);
    writeFileSync(archives[database], bytes);
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'ARCHIVE_CORRUPT', attempt: 1 });
    expect(failed.message).toContain(`${database}_20260302.zip`);
  });

  it('is waited for while it is still being uploaded, and no older one is taken', async () => {
    const { archives } = await newer();
    const upload = setInterval(() => appendFileSync(archives.mvdsb, 'x'.repeat(100)), 5);
    const failed = await failedImport().finally(() => clearInterval(upload));
    expect(failed).toMatchObject({ code: 'ARCHIVE_STILL_UPLOADING', attempt: 2 });
    expect(failed.message).toContain('mvdsb_20260302.zip');
  });

  it('fails the run when the second archive is missing', async () => {
    const away = join(portal.exports, 'portal64_bdw_20260301.zip');
    const bytes = readFileSync(away);
    rmSync(away);
    const failed = await failedImport().finally(() => writeFileSync(away, bytes));
    expect(failed).toMatchObject({ code: 'ARCHIVE_MISSING', attempt: 2 });
    expect(failed.message).toContain('"portal64_bdw"');
  });

  it('is not begun where the disk is too small for it', async () => {
    const { archives } = await newer();
    // A hole in the file: the server reports its size, but the bytes are zeros.
    truncateSync(archives.mvdsb, 8 * 2 ** 40);
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'DISK_TOO_SMALL', attempt: 2 });
    expect(failed.message).toContain('mvdsb_20260302.zip');
  });
});

describe('a dump that cannot be taken', () => {
  it('fails at once when it is cut between two statements', async () => {
    await newer(mvdsbOnly((dump) => dump.subarray(0, dump.lastIndexOf('\nINSERT INTO') + 1)));
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'DUMP_TRUNCATED', attempt: 1 });
    expect(failed.message).toContain('"mvdsb"');
  });

  it('fails at once when its last INSERT is cut', async () => {
    await newer(mvdsbOnly((dump) => dump.subarray(0, dump.lastIndexOf('\nINSERT INTO') + 200)));
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'DUMP_TRUNCATED', attempt: 1 });
    expect(failed.message).toMatch(/"mvdsb".*line \d+/);
  });

  it('fails at once when a statement writes to another schema', async () => {
    const evil = Buffer.from("INSERT INTO `mysql`.`global_priv` VALUES ('%','evil','{}');\n");
    await newer(
      mvdsbOnly((dump) => {
        const at = dump.lastIndexOf('\nINSERT INTO') + 1;
        return Buffer.concat([dump.subarray(0, at), evil, dump.subarray(at)]);
      }),
    );
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'DUMP_STATEMENT_REFUSED', attempt: 1 });
    expect(failed.message).toMatch(/"mvdsb".*line \d+/);
    expect(failed.message).not.toContain('evil');
  });

  it('fails at once when it names a collation that the server does not know, and names the fix', async () => {
    const named = 'CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci';
    await newer(
      mvdsbOnly((dump) =>
        Buffer.from(dump.toString('latin1').replace('CHARSET=latin1 COLLATE=latin1_german2_ci', named), 'latin1'),
      ),
    );
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'COLLATION_UNKNOWN', attempt: 1 });
    expect(failed.message).toMatch(
      /"mvdsb".*"utf8mb4_0900_ai_ci" \(table "\w+", line \d+\).*collations: \{ utf8mb4_0900_ai_ci: utf8mb4_uca1400_nopad_ai_ci \}/,
    );
  });

  it('is not published when a table shrank beyond the guard', async () => {
    await newer({ tweak: 'DELETE FROM mvdsb.person WHERE id % 2 = 0' });
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'GUARD_FAILED', attempt: 1 });
    expect(failed.message).toContain('"mvdsb.person"');
  });
});

describe('a table outside the dump that points into it', () => {
  it('stops the run before anything is downloaded, named', async () => {
    await newer();
    await portal.target.query(
      "GRANT PROCESS ON *.* TO 'stevedore_publisher'@'%'; CREATE DATABASE shop; " +
        'CREATE TABLE shop.orders (id INT PRIMARY KEY, person INT, CONSTRAINT to_person FOREIGN KEY (person) REFERENCES mvdsb.person (id))',
    );
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'FOREIGN_KEY_FROM_OUTSIDE', attempt: 1 });
    expect(failed.message).toContain('"shop.orders" (to_person) -> "mvdsb.person"');
    expect((await portal.cli('logs', 'import')).stdout).not.toContain('Downloaded mvdsb_20260302.zip');
    await portal.target.query("DROP DATABASE shop; REVOKE PROCESS ON *.* FROM 'stevedore_publisher'@'%'");
    expect((await portal.cli('run', 'import', '--wait')).code).toBe(0);
  });
});

describe('a server that cannot be read', () => {
  const restartedWith = async (scp: Block) => {
    await worker.stop();
    portal.configure({ import: { scp } });
    worker = await portal.startWorker();
  };

  it('fails the run after its attempts when the host is not there', async () => {
    await restartedWith({ port: 9, timeout: '2s' });
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'SFTP_UNREACHABLE', attempt: 2 });
    expect(failed.message).toContain('127.0.0.1:9');
  });

  it('fails at once when its host key is another, and names the key seen', async () => {
    await restartedWith({ host_key: `SHA256:${'A'.repeat(43)}` });
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'SFTP_HOST_KEY_MISMATCH', attempt: 1 });
    expect(failed.message).toContain(portal.ssh.hostKey);
  });

  it('fails at once when it refuses the password, which is not shown', async () => {
    await restartedWith({ private_key: null, password: 'wrong-canary-password' });
    const failed = await failedImport();
    expect(failed).toMatchObject({ code: 'SFTP_AUTH_FAILED', attempt: 1 });
    expect(failed.message).not.toContain('canary');
  });
});
