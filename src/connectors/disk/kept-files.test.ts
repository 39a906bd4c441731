import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { removeTemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.js';
import { createKeptFiles } from './kept-files.js';

const folders: string[] = [];
const keptFiles = () => {
  const directory = join(temporaryFolder('kept'), 'files');
  folders.push(join(directory, '..'));
  return { directory, files: createKeptFiles({ directory, names: /^[a-z](?:\.csv)?$/, setting: 'export.directory' }) };
};
afterEach(() => folders.splice(0).forEach(removeTemporaryFolder));

async function* bytesOf(...texts: string[]) {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

describe('kept files', () => {
  it('are written whole, for their user only, and hashed', async () => {
    const { directory, files } = keptFiles();
    const written = await files.write('a.csv', bytesOf('one', 'two'));
    expect(readFileSync(written.path, 'utf8')).toBe('onetwo');
    expect(written).toMatchObject({ bytes: 6, sha256: createHash('sha256').update('onetwo').digest('hex') });
    expect([statSync(written.path).mode & 0o777, statSync(directory).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(await files.list()).toMatchObject([{ name: 'a.csv', bytes: 6 }]);
  });

  it('leave nothing where their bytes fail, and are not seen while they are written', async () => {
    const { directory, files } = keptFiles();
    async function* failing() {
      yield Buffer.from('one');
      expect(await files.list()).toEqual([]);
      expect(readdirSync(directory)).toMatchObject([expect.stringMatching(/^\.a\.csv\..*\.part$/) as string]);
      throw new Error('the source broke');
    }
    await expect(files.write('a.csv', failing())).rejects.toThrow('the source broke');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('replace no other where they have several names, also of files that are written at once', async () => {
    const { files } = keptFiles();
    const letters = (nth: number) => 'abcdefghij'[nth] ?? 'z';
    const written = await Promise.all(['1', '2', '3', '4'].map((text) => files.write(letters, bytesOf(text))));
    expect(written.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(written.map(({ path }) => readFileSync(path, 'utf8'))).toEqual(['1', '2', '3', '4']);
    expect(written.map(({ path, name }) => path.endsWith(`/${name}`))).toEqual(Array(4).fill(true));
  });

  it('are as new ones again where they are renewed', async () => {
    const { files } = keptFiles();
    for (const name of ['a', 'b', 'c']) {
      const { path } = await files.write(name, bytesOf(name));
      utimesSync(path, 1, 1);
      if (name === 'b') await files.renew({ path });
    }
    expect((await files.list()).map(({ name }) => name)).toEqual(['a', 'c', 'b']);
    expect(await files.removeOld({ keepMs: 60_000, maxBytes: 1 })).toEqual(['a', 'c']);
    expect((await files.list()).map(({ name }) => name)).toEqual(['b']);
  });

  it('stay, however old, while they are in use', async () => {
    const { directory, files } = keptFiles();
    for (const name of ['a', 'b', 'c']) {
      await files.write(name, bytesOf('1'));
      utimesSync(join(directory, name), new Date(0), new Date(0));
    }
    expect(await files.removeOld({ keepMs: 1, maxBytes: 1, inUse: new Set(['a']) })).toEqual(['b']);
  });

  it('are removed by name, and nothing else is: neither what others keep, nor what a link leads to', async () => {
    const { directory, files } = keptFiles();
    await files.write('a', bytesOf('1'));
    writeFileSync(join(directory, 'other'), '1');
    symlinkSync(join(directory, 'other'), join(directory, 'b'));
    expect((await files.list()).map(({ name }) => name)).toEqual(['a']);
    expect([await files.remove('b'), await files.remove('other'), await files.remove('../a')]).toEqual(
      Array(3).fill(false),
    );
    expect([await files.remove('a'), await files.remove('a')]).toEqual([true, false]);
    expect(readdirSync(directory).sort()).toEqual(['b', 'other']);
  });

  it('go by their age and by their size, the oldest first; the newest and what is written stay', async () => {
    const { directory, files } = keptFiles();
    const hoursAgo = (name: string, hours: number) => {
      const then = Date.now() / 1_000 - hours * 3_600;
      utimesSync(join(directory, name), then, then);
    };
    for (const [at, name] of ['a', 'b', 'c', 'd'].entries()) {
      await files.write(name, bytesOf('12345'));
      hoursAgo(name, 40 - at * 10);
    }
    const [dead, alive] = [`.e.${randomUUID()}.part`, `.f.${randomUUID()}.part`];
    writeFileSync(join(directory, dead), '1');
    writeFileSync(join(directory, alive), '1');
    hoursAgo(dead, 2);
    expect(await files.removeOld({ keepMs: 35 * 3_600_000, maxBytes: 12 })).toEqual(['a', 'b']);
    expect(readdirSync(directory).sort()).toEqual([alive, 'c', 'd']);
    expect(await files.removeOld({ keepMs: 1, maxBytes: 1 })).toEqual(['c']);
    expect(await files.removeOld({ keepMs: 0, maxBytes: 0 })).toEqual([]);
  });

  it('do not go by their size within an hour', async () => {
    const { files } = keptFiles();
    for (const name of ['a', 'b', 'c']) await files.write(name, bytesOf('12345'));
    expect(await files.removeOld({ keepMs: 0, maxBytes: 1 })).toEqual([]);
  });

  it("leave alone what is others' in the folder, and the folder's mode", async () => {
    const { directory, files } = keptFiles();
    mkdirSync(directory, { mode: 0o750 });
    chmodSync(directory, 0o750);
    const others = ['secret.key', '.other.part', `.secret.key.${randomUUID()}.part`];
    for (const name of others) {
      writeFileSync(join(directory, name), '1');
      utimesSync(join(directory, name), 1, 1);
    }
    await files.write('a', bytesOf('1'));
    expect(await files.removeOld({ keepMs: 1, maxBytes: 1 })).toEqual([]);
    expect(readdirSync(directory).sort()).toEqual([...others, 'a'].sort());
    expect(statSync(directory).mode & 0o777).toBe(0o750);
  });

  it('are none where the folder is not there', async () => {
    const { files } = keptFiles();
    expect([await files.list(), await files.removeOld({ keepMs: 1, maxBytes: 1 })]).toEqual([[], []]);
  });
});
