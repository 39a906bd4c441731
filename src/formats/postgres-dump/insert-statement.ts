import { refuse } from './scan-errors.js';

/** A value as the text of COPY; `DEFAULT` stands for itself. */
export type InsertedValue = string | typeof DEFAULT;
export const DEFAULT = Symbol('DEFAULT');

export interface InsertHead {
  /** `schema.table`, as the parts of the name. */
  readonly table: readonly string[];
  /** Undefined where the statement has no list. */
  readonly columns: readonly string[] | undefined;
  /** Where the values begin. */
  readonly valuesAt: number;
}

const SPACE = String.raw`(?:\s|--[^\n]*(?:\n|$)|/\*[^*/]*\*/)`;
const NAME = String.raw`(?:"(?:[^"]|"")+"|[A-Za-z_\x80-\xff][\w$\x80-\xff]*)`;
const HEAD = new RegExp(
  `^INSERT${SPACE}+INTO${SPACE}+(?:ONLY${SPACE}+)?(${NAME}(?:${SPACE}*\\.${SPACE}*${NAME})*)${SPACE}*(?:\\((${SPACE}*${NAME}${SPACE}*(?:,${SPACE}*${NAME}${SPACE}*)*)\\)${SPACE}*)?(?:OVERRIDING${SPACE}+(?:SYSTEM|USER)${SPACE}+VALUE${SPACE}*)?(VALUES|DEFAULT${SPACE}+VALUES)`,
  'i',
);

/** Reads the head of an INSERT; its text has a character for each byte. Throws DUMP_STATEMENT_REFUSED. */
export const readInsertHead = (text: string, line: number): InsertHead => {
  const found = HEAD.exec(text.slice(0, HEAD_BYTES));
  if (found === null) throw refuse(line, 'INSERT', 'only those with VALUES are read');
  const [all, table = '', columns] = found;
  return {
    table: namesIn(table),
    columns: columns === undefined ? undefined : namesIn(columns),
    valuesAt: all.length,
  };
};

const HEAD_BYTES = 256 * 1024;

const namesIn = (text: string): string[] =>
  (text.match(new RegExp(NAME, 'g')) ?? []).map((name) =>
    Buffer.from(
      // Outside of ASCII the server leaves the case as it is.
      name.startsWith('"')
        ? name.slice(1, -1).replaceAll('""', '"')
        : name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()),
      'latin1',
    ).toString(),
  );

/** How a character is written in the text of COPY. */
const ESCAPED: Readonly<Record<string, string>> = {
  '\\': String.raw`\\`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
};

const TO_ESCAPE = /[\\\x08\f\n\r\t\v]/g;

const NULL = String.raw`\N`;
const copyText = (value: string): string => value.replace(TO_ESCAPE, (each) => ESCAPED[each] ?? each);

/**
 * Yields the rows of an INSERT of literals: numbers, texts, bits, truth values, NULL and DEFAULT. Bytes are kept as
 * they are: the text has a character for each. Throws DUMP_STATEMENT_REFUSED for any other expression, which would run.
 */
export function* insertedRows(text: string, { valuesAt }: InsertHead, line: number): Generator<InsertedValue[]> {
  const reader = new Values(text, valuesAt, line);
  if (/DEFAULT\s+VALUES$/i.test(text.slice(0, valuesAt))) yield [];
  else {
    do yield reader.row();
    while (reader.takes(','));
  }
  reader.end();
}

class Values {
  readonly #text: string;
  readonly #line: number;
  #at: number;

  constructor(text: string, at: number, line: number) {
    this.#text = text;
    this.#at = at;
    this.#line = line;
  }

  row(): InsertedValue[] {
    if (!this.takes('(')) throw this.#refused();
    const values: InsertedValue[] = [];
    do values.push(this.#value());
    while (this.takes(','));
    if (!this.takes(')')) throw this.#refused();
    return values;
  }

  takes(character: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  end(): void {
    this.#skip();
    if (!/^(?:ON\s+CONFLICT\s+DO\s+NOTHING\s*)?$/i.test(this.#text.slice(this.#at, this.#at + 100)))
      throw this.#refused();
  }

  #value(): InsertedValue {
    this.#skip();
    const text = this.#text;
    if (text[this.#at] === "'") return copyText(this.#string(this.#at + 1));
    TOKEN.lastIndex = this.#at;
    const [token = ''] = TOKEN.exec(text) ?? [];
    this.#at += token.length;
    if (/^[-+.\d]/.test(token)) return token.replace(/^\+/, '');
    switch (token.toLowerCase()) {
      case 'null':
        return NULL;
      case 'true':
        return 't';
      case 'false':
        return 'f';
      case 'default':
        return DEFAULT;
      case "e'":
        return copyText(this.#escapeString());
      case "b'":
        return this.#string(this.#at);
      default:
        throw this.#refused();
    }
  }

  /** From after its first quote. */
  #string(from: number): string {
    const text = this.#text;
    let value = '';
    for (let at = from; ; ) {
      const end = text.indexOf("'", at);
      if (end < 0) throw this.#refused();
      value += text.slice(at, end);
      this.#at = end + 1;
      if (text[end + 1] !== "'") return value;
      value += "'";
      at = end + 2;
    }
  }

  #escapeString(): string {
    const text = this.#text;
    let value = '';
    for (let at = this.#at; at < text.length; at += 1) {
      const each = text[at] ?? '';
      if (each === "'" && text[at + 1] !== "'") {
        this.#at = at + 1;
        return value;
      }
      if (each === "'") at += 1;
      if (each !== '\\') {
        value += each;
        continue;
      }
      ESCAPE.lastIndex = at + 1;
      const [escape = ''] = ESCAPE.exec(text) ?? [];
      value += unescaped(escape);
      at += escape.length;
    }
    throw this.#refused();
  }

  #skip(): void {
    for (;;) {
      while (isSpace(this.#text.charCodeAt(this.#at))) this.#at += 1;
      if (!this.#text.startsWith('--', this.#at)) return;
      const end = this.#text.indexOf('\n', this.#at);
      this.#at = end < 0 ? this.#text.length : end + 1;
    }
  }

  #refused() {
    return refuse(this.#line, 'INSERT', 'only literals are read as values, as pg_dump writes them');
  }
}

const TOKEN = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?(?![\w$])|[a-z]+(?![\w$'])|[eb]'/iy;
const ESCAPE = /x[0-9a-f]{1,2}|[0-7]{1,3}|u[0-9a-f]{4}|U[0-9a-f]{8}|[\s\S]/iy;

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

const SINGLE: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const unescaped = (escape: string): string => {
  if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8) & 255);
  if (escape.length === 1) return SINGLE[escape] ?? escape;
  const code = Number.parseInt(escape.slice(1), 16);
  return /^x/i.test(escape) ? String.fromCharCode(code) : Buffer.from(String.fromCodePoint(code)).toString('latin1');
};
