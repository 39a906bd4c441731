import type { JsonPath } from '../../contracts/table-import/pages/json-path.js';
import { ANY } from '../../contracts/table-import/pages/json-path.js';

/** Nobody's data is nested so deep; readers of JSON that call themselves would run out of stack. */
const DEEPEST = 500;

/** A part of a text, from its first character to behind its last. */
type Span = readonly [from: number, to: number];

/**
 * A JSON text whose values are handed out as they are written, so no number is rounded and nothing is written anew.
 */
export class JsonText {
  private readonly text: string;

  /** Throws SyntaxError for what is not JSON, or is nested deeper than 500. */
  constructor(text: string) {
    JSON.parse(text);
    this.text = text;
    if (deepest(text) > DEEPEST) throw new SyntaxError(`The JSON is nested deeper than ${DEEPEST}`);
  }

  /** The texts of the values that a path leads to; of a name that an object has twice the last. */
  at(path: JsonPath): readonly string[] {
    return this.spansAt(path).map(([from, to]) => this.text.slice(from, to));
  }

  /** The texts of the values of the lists that a path leads to, and of what else it leads to; null is nothing. */
  items(path: JsonPath): readonly string[] {
    return this.spansAt(path).flatMap((span) => {
      const isList = this.text[span[0]] === '[';
      const found = isList ? this.parts(span).map(({ value }) => value) : [span];
      return found.map(([from, to]) => this.text.slice(from, to)).filter((text) => isList || text !== 'null');
    });
  }

  private spansAt(path: JsonPath): readonly Span[] {
    const from = past(this.text, 0);
    let spans: readonly Span[] = [[from, skip(this.text, from)]];
    for (const step of path) {
      spans = spans.flatMap((span): Span[] => {
        const parts = this.parts(span);
        const isList = this.text[span[0]] === '[';
        if (step === ANY) return parts.map(({ value }) => value);
        const found =
          typeof step === 'number'
            ? isList
              ? parts.at(step)
              : undefined
            : isList
              ? undefined
              : parts.findLast(({ name }) => name === step);
        return found === undefined ? [] : [found.value];
      });
    }
    return spans;
  }

  /** The values of a list or of an object. */
  private parts([start, end]: Span): { readonly name?: string; readonly value: Span }[] {
    const { text } = this;
    const open = text[start];
    if (open !== '[' && open !== '{') return [];
    const parts: { readonly name?: string; readonly value: Span }[] = [];
    let at = past(text, start + 1);
    while (at < end - 1) {
      let name: string | undefined;
      if (open === '{') {
        const behind = skip(text, at);
        name = JSON.parse(text.slice(at, behind)) as string;
        at = past(text, past(text, behind) + 1);
      }
      const behind = skip(text, at);
      parts.push({ ...(name === undefined ? {} : { name }), value: [at, behind] });
      at = past(text, behind);
      if (text[at] === ',') at = past(text, at + 1);
    }
    return parts;
  }
}

/** Behind the blanks. */
const past = (text: string, from: number): number => {
  let at = from;
  while (' \t\n\r'.includes(text[at] ?? 'x')) at++;
  return at;
};

const QUOTE = 34;
const BACKSLASH = 92;

/** Behind the value that begins here; the text is JSON. */
const skip = (text: string, from: number): number => {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) {
      // The end of what the value stands in.
      if (depth === 0) return at;
      depth--;
    } else if (depth > 0 || !isEnd(code)) continue;
    else return at;
    if (depth === 0) return at + 1;
  }
  return text.length;
};

/** What ends a number, true, false and null. */
const isEnd = (code: number): boolean => code === 0x2c || code === 0x20 || (code >= 9 && code <= 13);

const endOfString = (text: string, from: number): number => {
  for (let at = from + 1; ; at++) {
    at = text.indexOf('"', at);
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at;
  }
};

const deepest = (text: string): number => {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) most = Math.max(most, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return most;
};
