import { Help } from 'commander';
import { unstyled } from './style.js';
import { widthOf } from './visible.js';

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
 * Breaks lines that are longer than the columns between words; what goes on begins below the first word of its line, or
 * below what stands beside a short one. Marks of `styled` take no room. JSON stays as it is.
 */
export const fitted = (text: string, columns: number | undefined): string =>
  columns === undefined || /^[[{"]/.test(text)
    ? text
    : text
        .split('\n')
        .map((line) => fittedLine(line, columns))
        .join('\n');

const fittedLine = (line: string, columns: number): string => {
  if (shownWidth(line) <= columns) return line;
  const indent = ' '.repeat(indentOf(line, columns));
  const lines: string[] = [];
  let current = /^ */.exec(line)?.[0] ?? '';
  let isEmpty = true;
  for (const word of line.trim().match(/[^ ]+ */g) ?? []) {
    if (!isEmpty && shownWidth(current + word.trimEnd()) > columns) {
      lines.push(current.trimEnd());
      current = indent;
    }
    current += word;
    isEmpty = false;
  }
  return [...lines, current.trimEnd()].join('\n');
};

/** What goes on begins below the text beside a short first word, else below the first word. */
const indentOf = (line: string, columns: number): number => {
  const given = unstyled(line);
  const beside = shownWidth(/^ *[^ ]+ {2,}(?=[^ ])/.exec(given)?.[0] ?? '');
  return beside > 0 && beside <= columns / 3 ? beside : shownWidth(/^ */.exec(given)?.[0] ?? '');
};

const shownWidth = (text: string): number => widthOf(unstyled(text));
