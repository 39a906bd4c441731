/** How the records of a CSV file are written. */
export interface CsvDialect {
  /** Separates fields; one or more characters. @default ',' */
  readonly delimiter: string;
  /** Encloses fields; one ASCII character. If empty, quotes are part of the value. @default '"' */
  readonly quote: string;
  /**
   * Makes the next character literal; one ASCII character. If it is the quote, a quote in a value is written twice, as
   * in RFC 4180. @default the quote
   */
  readonly escape?: string;
  /** A line that begins with this ASCII character is skipped. @default none */
  readonly comment?: string;
  /** Lines before the header, or before the first record, that are skipped. @default 0 */
  readonly skipLines: number;
  /** Whether the first record names the columns. @default true */
  readonly header: boolean;
}

/** RFC 4180. */
export const DEFAULT_DIALECT: CsvDialect = { delimiter: ',', quote: '"', skipLines: 0, header: true };

/** A dialect as readers compare it with bytes of UTF-8; -1 is a character that the dialect does not have. */
export interface DialectBytes {
  readonly delimiter: Uint8Array;
  readonly quote: number;
  readonly escape: number;
  readonly comment: number;
}

export const dialectBytes = ({ delimiter, quote, escape = quote, comment }: CsvDialect): DialectBytes => ({
  delimiter: Buffer.from(delimiter),
  quote: byteOf(quote),
  escape: byteOf(escape),
  comment: byteOf(comment),
});

/** What makes a dialect unusable, each as the end of "Cannot read CSV: …"; empty for a usable one. */
export const dialectProblems = ({ delimiter, quote, escape = quote, comment = '' }: CsvDialect): readonly string[] => {
  const single = Object.entries({ quote, escape, comment }).filter(([, text]) => text !== '');
  return [
    ...(delimiter === '' ? ['the delimiter is empty'] : []),
    ...(/[\r\n]/.test(delimiter) ? ['the delimiter contains a line end'] : []),
    ...single
      .filter(([, text]) => !/^[\t\x20-\x7e]$/.test(text))
      .map(([name]) => `the ${name} character is not one ASCII character`),
    ...single
      .filter(([, text]) => delimiter.includes(text))
      .map(([name]) => `the delimiter contains the ${name} character`),
    ...(comment !== '' && (comment === quote || comment === escape)
      ? ['the comment character is the quote or the escape']
      : []),
    ...(quote === '' && escape !== '' ? ['an escape character needs a quote character'] : []),
  ];
};

const byteOf = (text: string | undefined): number => (text === undefined || text === '' ? -1 : text.charCodeAt(0));
