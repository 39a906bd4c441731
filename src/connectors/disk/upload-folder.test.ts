import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { createUploadFolder } from './upload-folder.js';

const MiB = 1_048_576;

/** `size` bytes in pieces, after which it may fail. */
async function* bytes(size: number, error?: Error): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(64 * 1024, 'x');
  for (let sent = 0; sent < size; sent += piece.length) {
    await Promise.resolve();
    yield piece.subarray(0, Math.min(piece.length, size - sent));
  }
  if (error !== undefined) throw error;
}

describe('the folder of uploads', () => {
  const directory = join(temporaryFolder('uploads'), 'data', 'uploads');
  const folder = createUploadFolder({ directory, maxBytes: 2 * MiB });
  const names = () => readdirSync(directory).sort();

  it('has an upload whole, hashed while it was written, readable by this user only', async () => {
    const upload = await folder.receive(bytes(MiB + 1), MiB + 1);
    const path = await folder.keep(upload, 'csv');
    const content = readFileSync(path);
    expect(upload).toMatchObject({ bytes: MiB + 1, sha256: createHash('sha256').update(content).digest('hex') });
    expect(names()).toEqual([`${upload.id}.csv`]);
    expect([statSync(path).mode & 0o777, statSync(directory).mode & 0o777]).toEqual([0o600, 0o700]);
    await folder.discard(upload);
    expect(names()).toEqual([]);
    await folder.discard(upload);
  });

  it('keeps nothing of an upload that fails, is too large, or says so beforehand', async () => {
    const cut = new Error('the sender is gone');
    await expect(folder.receive(bytes(MiB, cut))).rejects.toBe(cut);
    const tooLarge = { code: 'UPLOAD_TOO_LARGE', message: expect.stringContaining('upload.max_bytes') as string };
    await expect(folder.receive(bytes(3 * MiB))).rejects.toMatchObject(tooLarge);
    await expect(folder.receive(bytes(1), 2 * MiB + 1)).rejects.toMatchObject(tooLarge);
    expect(names()).toEqual([]);
    const whole = await folder.receive(bytes(2 * MiB), 2 * MiB);
    expect(whole.bytes).toBe(2 * MiB);
    await folder.discard(whole);
  });

  it('refuses what the disk has no room for before it begins', async () => {
    const huge = createUploadFolder({ directory, maxBytes: Number.MAX_SAFE_INTEGER });
    await expect(huge.receive(bytes(1), 2 ** 52)).rejects.toMatchObject({
      code: 'DISK_TOO_SMALL',
      message: expect.stringContaining('upload.directory') as string,
    });
    expect(names()).toEqual([]);
  });

  it('keeps nothing of an upload that a scan refuses', async () => {
    const scanned = (code: number) =>
      createUploadFolder({
        directory,
        maxBytes: MiB,
        scan: { command: [process.execPath, '-e', `process.exit(${code})`], timeoutMs: 20_000 },
      });
    await expect(scanned(1).receive(bytes(10))).rejects.toMatchObject({ code: 'UPLOAD_REFUSED' });
    expect(names()).toEqual([]);
    const upload = await scanned(0).receive(bytes(10));
    expect(upload.bytes).toBe(10);
    await folder.discard(upload);
  });

  it('lists what a killed process left, and nothing that is not its own', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    writeFileSync(join(directory, `${id}.part`), 'half');
    writeFileSync(join(directory, 'notes.csv'), 'somebody put it here');
    const [left, ...others] = await folder.list();
    expect([left?.id, left?.partial, others]).toEqual([id, true, []]);
    if (left !== undefined) await folder.remove(left);
    expect(names()).toEqual(['notes.csv']);
  });
});
