import type { DumpImportDetail } from '../../contracts/dump-import/snapshot.js';
import { code, count } from '../run/markdown.js';

/** What the Web UI shows of the archives of an import. */
export const describeFiles = ({ files }: DumpImportDetail): readonly string[] => {
  const { remote, downloaded, extracted, imported } = files;
  const listed = remote.slice(0, FILES_SHOWN).map(({ filename, size, isNewer }) => {
    const words = [`${count(size)} bytes`, isNewer ? 'newer' : 'not newer'];
    return `- ${code(filename)}: ${[...words, ...(downloaded.includes(filename) ? ['downloaded'] : [])].join(', ')}`;
  });
  return [
    listed.join('\n'),
    ...(extracted.length === 0 ? [] : [`Unpacked: ${extracted.map(code).join(', ')}`]),
    ...(imported.length === 0 ? [] : [`Loaded and proved: ${imported.map(code).join(', ')}`]),
  ].filter((text) => text !== '');
};

const FILES_SHOWN = 20;
