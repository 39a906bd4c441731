import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonSource } from './json-source.js';
import { readLocalFacts } from './local-files.js';

describe('a file of JSON', () => {
  const folder = mkdtempSync(join(tmpdir(), 'json-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const fetch = async (bytes: string | Buffer, dataPath: string) => {
    const path = join(folder, 'a.json');
    writeFileSync(path, bytes);
    const fetched = await jsonSource.fetch(
      { kind: 'json', from: { kind: 'local', path: folder, filePattern: '*.json' }, dataPath },
      {
        connections: [],
        folders: [folder],
        network: { allow: [] },
        maxDownloadBytes: 1,
        file: await readLocalFacts(path, [folder]),
        directory: join(folder, 'work'),
        signal: new AbortController().signal,
        onProgress: () => undefined,
      },
    );
    return 'path' in fetched ? readFileSync(fetched.path, 'utf8') : fetched;
  };

  it('gives its records', async () => {
    expect(await fetch('\uFEFF{"data":[{"id":1},\n{"id":"ä"}]}', 'data')).toBe('{"id":1}\n{"id":"ä"}\n');
    expect(await fetch('{"data":[]}', 'data')).toBe('');
    expect(await fetch('{"groups":[]}', 'groups.*.items')).toBe('');
  });

  it('is refused where nothing is at the path, and where it is not UTF-8', async () => {
    await expect(fetch('{"data":[]}', 'dta')).rejects.toMatchObject({ code: 'PAGES_INVALID' });
    await expect(fetch(Buffer.from('[{"name":"ä"}]', 'latin1'), '')).rejects.toMatchObject({
      code: 'TEXT_ENCODING_INVALID',
    });
  });
});
