import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** `wide`: 120 columns of text, half of every sixth in quotes. `narrow`: eight typed ones, quotes, line breaks. */
export type CsvKind = 'wide' | 'narrow';

export interface CsvRows {
  readonly from: number;
  readonly to: number;
  /** Whether every tenth row has another value in its last column but one. @default false */
  readonly changed?: boolean;
}

export const CSV_HEADERS: Readonly<Record<CsvKind, string>> = {
  wide: ['id', ...Array.from({ length: 119 }, (_, at) => `col_${at + 1}`)].join(','),
  narrow: 'id,email,username,age,active,score,created_at,bio',
};

/** Writes a file of records; a row is the same in every file that has it, unless it is changed. */
export async function generateCsv(path: string, kind: CsvKind, { from, to, changed = false }: CsvRows): Promise<void> {
  const out = createWriteStream(path);
  const end = kind === 'wide' ? '\n' : '\r\n';
  let text = CSV_HEADERS[kind] + end;
  for (let id = from; id <= to; id++) {
    const fields = kind === 'wide' ? wideRow(id) : narrowRow(id);
    if (changed && id % 10 === 0) fields[fields.length - 2] = kind === 'wide' ? 'changed' : '2026-02-28T10:00:00Z';
    text += fields.join(',') + end;
    if (text.length < 1 << 21) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'finish');
}

const WORDS =
  `Straße München Köln weiß grün Haus Tür Müller GmbH Konto Betrag Netto Brutto Lieferschein Rechnung Artikel
  größe Schlüssel alpha beta gamma delta`.split(/\s+/);

/** Numbers between 0 and 1 that follow from the seed. */
const numbersOf = (seed: number) => {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const wideRow = (id: number): string[] => {
  const next = numbersOf(id);
  const word = () => WORDS[Math.floor(next() * WORDS.length)] ?? '';
  const kinds = [
    () => `${Math.floor(next() * 1e6)}`,
    () => [word(), word(), word(), word(), word()].join(' '),
    () => (next() * 1e4).toFixed(2),
    () => `2024-0${1 + Math.floor(next() * 9)}-1${Math.floor(next() * 10)}`,
    () => (next() < 0.3 ? '' : word()),
    () => (next() < 0.5 ? `"${word()}, ""x"""` : 'J'),
  ];
  return [`${id}`, ...Array.from({ length: 119 }, (_, at) => kinds[(at + 1) % 6]?.() ?? '')];
};

const narrowRow = (id: number): string[] => {
  const next = numbersOf(id);
  const word = () => WORDS[Math.floor(next() * WORDS.length)] ?? '';
  const [a, b] = [word(), word()];
  const tail = `${a} ${b} ${a} ${b} und noch mehr Text ${a} ${b} ${id}`;
  const bio =
    next() < 0.6
      ? `"${a}, said ""${b}"" ${a} ${b}${next() < 0.05 ? '\r\nsecond line' : ''} ${tail}"`
      : `${a} ${b} plain text without quotes ${tail}`;
  return [
    `${id}`,
    `user${id}@example.com`,
    `user_${id}`,
    `${18 + Math.floor(next() * 60)}`,
    `${next() < 0.5}`,
    (next() * 100).toFixed(3),
    `2026-01-${10 + Math.floor(next() * 18)}T10:${10 + Math.floor(next() * 49)}:00Z`,
    bio,
  ];
};
