import { Help } from 'commander';
import stringWidth from 'string-width';
import { unstyled } from './style.js';

/** Fewer columns than these beside the terms, and a description stands below its term. */
const LEAST_BESIDE = 40;
const INDENT = 6;

/** How the help of a command is laid out: no line is longer than the terminal, so that it breaks no word. */
export const HELP_LAYOUT: Partial<Help> = {
  formatItem(this: Help, term, termWidth, description, helper): string {
    const width = this.helpWidth ?? 80;
    if (description === '' || width - termWidth - 4 >= LEAST_BESIDE)
      return Help.prototype.formatItem.call(this, term, termWidth, description, helper);
    return `  ${term}\n${fitted(' '.repeat(INDENT) + description, width)}`;
  },
};

/**
 * Breaks lines that are longer than the columns between words; what goes on begins below the first word of its line.
 * Marks of `styled` take no room.
 */
export const fitted = (text: string, columns: number | undefined): string =>
  columns === undefined
    ? text
    : text
        .split('\n')
        .map((line) => fittedLine(line, columns))
        .join('\n');

const fittedLine = (line: string, columns: number): string => {
  if (widthOf(line) <= columns) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trim().split(/ +/)) {
    const longer = current === indent ? indent + word : `${current} ${word}`;
    if (current !== indent && widthOf(longer) > columns) {
      lines.push(current);
      current = indent + word;
    } else current = longer;
  }
  return [...lines, current].join('\n');
};

const widthOf = (text: string): number => stringWidth(unstyled(text));
