import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { createUploadFolder } from '../../connectors/disk/upload-folder.js';
import { dumpFiles } from '../../database-sync/dump-files.js';
import { keepUpload } from './keep-upload.js';

const site = () => {
  const dumpFolder = temporaryFolder('dumps');
  const uploads = createUploadFolder({ directory: join(dumpFolder, '.uploads'), maxBytes: 1_000 });
  const deps = { dumps: dumpFiles(dumpFolder), dumpFolder, uploads };
  const received = async (text: string) => {
    async function* bytes() {
      yield await Promise.resolve(Buffer.from(text));
    }
    return { upload: await uploads.receive(bytes()), compressed: false };
  };
  return { deps, received, contentOf: (file: string) => readFileSync(join(dumpFolder, file), 'utf8') };
};

describe('an upload that becomes a dump', () => {
  it('takes no other dump’s name, also where many of one name come at the same moment', async () => {
    const { deps, received, contentOf } = site();
    const texts = Array.from({ length: 20 }, (_, n) => `SELECT ${n};`);
    const taken = await Promise.all(texts.map(received));
    const kept = await Promise.all(taken.map((each) => keepUpload({ ...each, called: 'same.sql' }, deps)));
    expect(kept.map(({ file }) => contentOf(file))).toEqual(texts);
    expect(kept.map(({ file }) => file)).toEqual(
      kept.map(() => expect.stringMatching(/^same-\d{8}T\d{6}Z\.sql$/) as string),
    );
    expect(readdirSync(join(deps.dumpFolder, '.uploads'))).toEqual([]);
  });

  it('is the first one’s where the request comes again, whatever the file is called then', async () => {
    const { deps, received, contentOf } = site();
    const once = { id: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', since: '2026-01-02T03:04:05.678Z', repeated: false };
    const first = await keepUpload({ ...(await received('one')), called: '../my dump.sql.gz' }, deps, once);
    expect(first).toEqual({ file: 'my_dump-f81d4fae-20260102T030405Z.sql', isNew: true });
    const again = await keepUpload({ ...(await received('one')), called: 'other.sql' }, deps, once);
    expect(again).toEqual({ file: first.file, isNew: false });
    expect([contentOf(first.file), (await deps.dumps.list()).length]).toEqual(['one', 1]);
  });
});
