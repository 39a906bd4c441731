import { basename } from 'node:path';
import { stringify } from 'yaml';
import type { CsvGuess } from '../../table-import/preview/guess-csv.js';
import type { CommandContext } from '../context.js';

/** Prints how a CSV file seems to be written, as configuration for a person to confirm. */
export const previewCsv = async (
  file: string,
  { json = false, encoding }: { readonly json?: boolean; readonly encoding?: string },
  { out }: Pick<CommandContext, 'out'>,
): Promise<void> => {
  const { guessCsv } = await import('../../table-import/preview/guess-csv.js');
  const guess = await guessCsv(file, encoding === undefined ? {} : { encoding });
  out(json ? `${JSON.stringify(guess)}\n` : describe(file, guess));
};

const describe = (file: string, guess: CsvGuess): string => {
  const name = basename(file);
  const table = name
    .replace(/(?<=.)\..*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '_');
  const key = guess.columns.find(({ distinct }) => distinct)?.name;
  const resource = {
    connection: 'main',
    table,
    ...(key === undefined ? {} : { key }),
    columns: Object.fromEntries(
      guess.columns.map(({ name: column, type, filled }) => [column, { type, ...(filled ? { required: true } : {}) }]),
    ),
  };
  const entry = {
    file_pattern: name.replaceAll(/\d{4,}/g, '*'),
    resource: table,
    ...(guess.delimiter === ',' ? {} : { delimiter: guess.delimiter }),
    ...(guess.encodingNeeded ? { encoding: guess.encoding } : {}),
    ...(guess.skipLines === 0 ? {} : { skiprows: guess.skipLines }),
  };
  const configuration = { resources: { [table]: resource }, pipelines: { [table]: { tables: [entry] } } };
  return [
    `# ${name}: guessed from its first 64 KiB (the encoding from all of it). Confirm it before you use it: a run guesses nothing.`,
    ...guess.doubts.map(({ message }) => `# look at this: ${message}`),
    ...(key === undefined ? ['# no column tells the first rows apart: give the resource a key'] : []),
    stringify(configuration, { lineWidth: 0 }).trimEnd(),
    '# The first records, as they are read:',
    ...[guess.columns.map((column) => column.name), ...guess.rows].map((row) => `#   ${row.map(shown).join(' | ')}`),
    '',
  ].join('\n');
};

const shown = (value: string | null): string => {
  if (value === null) return 'NULL';
  const line = value.replaceAll(/[\r\n]+/g, ' ');
  return line.length > 24 ? `${line.slice(0, 23)}…` : line;
};
