import { randomBytes } from 'node:crypto';
import { visible } from './visible.js';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** How a command marks its own words. What comes from elsewhere cannot: `visible` shows these characters. */
export const styled = (style: Style, text: string): string => (text === '' ? '' : `${MARKS[style]}${text}${END}`);

/** What is written to a terminal, or to a file: the marks of `styled` as colours or not at all, the rest visible. */
export const toScreen = (text: string, colors: boolean): string =>
  text
    .split(MARKED)
    // Every second part is the code of a mark.
    .map((part, index) => (index % 2 === 0 ? visible(part) : colors ? `\u001b[${Number(part)}m` : ''))
    .join('');

/** The same without the marks. */
export const unstyled = (text: string): string => text.replaceAll(MARKED, '');

/**
 * Begins a mark: a character that Unicode keeps for a program's own use, and digits that nobody knows before. So no
 * text from elsewhere has one, whatever it holds, and none of its characters is taken for one.
 */
const BEGIN = `\uFDD0${randomBytes(8).toString('hex')}`;
const markOf = (code: number): string => `${BEGIN}${String(code).padStart(2, '0')}`;

const MARKS: Readonly<Record<Style, string>> = {
  bold: markOf(1),
  dim: markOf(2),
  red: markOf(31),
  green: markOf(32),
  yellow: markOf(33),
};
const END = markOf(0);
const MARKED = new RegExp(`${BEGIN}(\\d\\d)`, 'g');
