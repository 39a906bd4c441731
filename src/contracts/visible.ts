/**
 * The text with everything that steers a terminal, or hides or turns what is beside it, written as JSON writes it:
 * `\u001b`, `\u202e`. JSON stays JSON, and says the same. Ends of lines and tabs stay.
 */
export const visible = (text: string): string =>
  text.replaceAll(HIDDEN, (character) => (character === '\n' || character === '\t' ? character : escaped(character)));

/** The same for a value on a line of its own or in a cell: ends of lines and tabs are shown too. */
export const visibleLine = (text: string): string =>
  text.replaceAll(HIDDEN, (character) => NAMES[character] ?? escaped(character));

/**
 * Controls, what formats text without a sign of its own (of either direction, of no width), halves of characters,
 * private ones, other ends of lines, and what commands mark their own words with.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFDD0-\uFDEF]/gu;

const NAMES: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\t': String.raw`\t`, '\r': String.raw`\r` };

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((unit) => String.raw`\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
