/** Markup, quotes, a right-to-left override and a space of no width. */
export const HELL = '<img src=x onerror=alert(1)>"\'&amp;\u202Eabc\u200B';
/** Texts that programs have stumbled over. */
export const NAUGHTY = [
  '<script>alert(2)</script>',
  '"><svg/onload=alert(3)>',
  'javascript:alert(4)',
  '\u202E\u202Dtxt.exe',
  '\u200B\u200D\uFEFF',
  'مُكافأة ١٢٣',
  '👩‍👩‍👧‍👦 Z̷̢a̴l̶g̵o̸',
  '{{7*7}} ${7*7} %s %00',
  '=cmd|calc!A1',
  "'; DROP TABLE x; --",
];
/** Rows that are there: 87 change by the file, 13 stay. */
export const THERE = 100;
const CHANGING = 87;
export const NEW = 1_204;

/** As SQL has names, and CSV texts. */
export const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
/** A record of the file. */
export const line = (id: number | string, name: string, price: string, hell = 'x'): string =>
  [String(id), quoted(name), price, quoted(hell), 'not taken'].join(';');

/** In windows-1252, with semicolons, names that are alike only, and a column that the table does not have. */
export const FILE = Buffer.from(
  `${[
    ['ID', 'Name', 'price', quoted(latin(HELL)), 'Extra'].join(';'),
    ...Array.from({ length: THERE }, (_, at) => line(at + 1, at < CHANGING ? `Müller ${at}` : `name ${at}`, '1.50')),
    ...Array.from({ length: NEW }, (_, at) => line(1_000 + at, at === 0 ? '=1+1' : `new ${at}`, '2.00')),
    ...Array.from({ length: 7 }, (_, at) => line(5_000 + at, `bad ${at}`, 'a lot')),
    ...Array.from({ length: 5 }, (_, at) => line(6_000 + at, '', '3.00')),
  ].join('\r\n')}\r\n`,
  'latin1',
);

/** What windows-1252 has not is left out of the name in the file. */
export function latin(text: string): string {
  return text.replaceAll(/[^ -ÿ]/g, '');
}
