import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { inventorySource } from './inventory-source.js';
import { listLocalFiles } from './local-files.js';

const folder = temporaryFolder('local-files');
for (const name of ['a.csv', 'b.csv', 'c.txt']) writeFileSync(join(folder, name), 'id\n1\n');
const namesOf = async (path: string, filePattern: string) =>
  (await listLocalFiles({ kind: 'local', path, filePattern }, [folder])).map(({ name }) => name);

it('lists the files of a folder whose names match', async () => {
  expect(await namesOf(folder, '*.csv')).toEqual(['a.csv', 'b.csv']);
});

it('takes a path that names a file for that file', async () => {
  expect(await namesOf(join(folder, 'b.csv'), '*')).toEqual(['b.csv']);
});

it('says of an inventory that its path is not a folder', async () => {
  const look = inventorySource.test({ kind: 'inventory', path: join(folder, 'a.csv'), filePattern: '*' }, {
    folders: [folder],
  } as never);
  await expect(look).rejects.toMatchObject({ code: 'FILE_MISSING', message: expect.stringContaining('not a folder') });
});

it('says that there is no such file or folder', async () => {
  await expect(namesOf(join(folder, 'none'), '*')).rejects.toMatchObject({ code: 'FILE_MISSING' });
});
