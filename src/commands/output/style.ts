import { visible } from './visible.js';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** How a command marks its own words. What comes from elsewhere cannot: `visible` shows these characters. */
export const styled = (style: Style, text: string): string => (text === '' ? '' : `${MARKS[style]}${text}${END}`);

/** What is written to a terminal, or to a file: the marks of `styled` as colours or not at all, the rest visible. */
export const toScreen = (text: string, colors: boolean): string =>
  text
    .split(MARKED)
    .map((part) => (part.length === 1 && part in CODES ? (colors ? `\u001b[${CODES[part]}m` : '') : visible(part)))
    .join('');

/** The same without the marks. */
export const unstyled = (text: string): string => text.replaceAll(MARKED, '');

// Characters that Unicode keeps for a program's own use: no text has them.
const MARKS: Readonly<Record<Style, string>> = {
  bold: '\uFDD0',
  dim: '\uFDD1',
  red: '\uFDD2',
  green: '\uFDD3',
  yellow: '\uFDD4',
};
const END = '\uFDD5';
const CODES: Readonly<Record<string, number>> = {
  [MARKS.bold]: 1,
  [MARKS.dim]: 2,
  [MARKS.red]: 31,
  [MARKS.green]: 32,
  [MARKS.yellow]: 33,
  [END]: 0,
};
const MARKED = /([\uFDD0-\uFDD5])/g;
