import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { allowedPath } from '../../connectors/disk/allowed-path.js';
import { listLocalFiles, openListed, readLocalFacts } from './local-files.js';

const site = () => {
  const root = temporaryFolder('allowed');
  const inbox = join(root, 'inbox');
  for (const name of ['inbox', 'inbox/deep', 'inbox-of-others', 'outside']) mkdirSync(join(root, name));
  writeFileSync(join(inbox, 'a.csv'), 'id\n1\n');
  writeFileSync(join(root, 'outside', 'secret.csv'), 'id\n2\n');
  writeFileSync(join(root, 'inbox-of-others', 'b.csv'), 'id\n3\n');
  return { root, inbox };
};

it('only what is in an allowed folder is read, wherever links and dots lead', async () => {
  const { root, inbox } = site();
  symlinkSync(join(root, 'outside', 'secret.csv'), join(inbox, 'link.csv'));
  symlinkSync(join(root, 'outside'), join(inbox, 'folder'));
  symlinkSync(join(inbox, 'a.csv'), join(inbox, 'within.csv'));
  symlinkSync(inbox, join(root, 'outside', 'back'));
  const tried = (path: string) =>
    allowedPath(path, [inbox]).then(
      () => 'read',
      (error: unknown) => (error as { code: string }).code,
    );
  expect(await tried(join(inbox, 'a.csv'))).toBe('read');
  expect(await tried(join(inbox, 'within.csv'))).toBe('read');
  expect(await tried(join(inbox, 'deep', '..', 'a.csv'))).toBe('read');
  for (const path of [
    join(inbox, 'link.csv'),
    join(inbox, 'folder', 'secret.csv'),
    `${inbox}/../outside/secret.csv`,
    join(root, 'inbox-of-others', 'b.csv'),
    join(root, 'outside', 'back', 'a.csv'),
    '/etc/passwd',
    `${inbox}/../nothing-there`,
  ])
    expect([path, await tried(path)]).toEqual([path, 'FILE_FORBIDDEN']);
  expect(await tried(join(inbox, 'gone.csv'))).toBe('FILE_MISSING');
});

it('a listing has links that lead out, which are refused when they are read, and no folder', async () => {
  const { root, inbox } = site();
  symlinkSync(join(root, 'outside', 'secret.csv'), join(inbox, 'link.csv'));
  symlinkSync(join(inbox, 'deep'), join(inbox, 'deep.csv'));
  symlinkSync(join(inbox, 'nowhere'), join(inbox, 'dangling.csv'));
  writeFileSync(join(inbox, '.hidden.csv'), '');
  const files = await listLocalFiles({ kind: 'local', path: inbox, filePattern: '*.csv' }, [inbox]);
  expect(files.map(({ name, size }) => [name, size])).toEqual([
    ['a.csv', 5],
    ['link.csv', 0],
  ]);
  const [good, link] = files;
  if (good === undefined || link === undefined) throw new Error('both are listed');
  expect(await openListed(good, [inbox])).toBe(join(inbox, 'a.csv'));
  await expect(openListed(link, [inbox])).rejects.toMatchObject({ code: 'FILE_FORBIDDEN' });
});

it('a file that is another one than was listed is not read', async () => {
  const { inbox } = site();
  const path = join(inbox, 'a.csv');
  const listed = await readLocalFacts(path, [inbox]);
  writeFileSync(path, 'id\n1\n2\n');
  await expect(openListed(listed, [inbox])).rejects.toMatchObject({ code: 'FILE_CHANGED' });
});
