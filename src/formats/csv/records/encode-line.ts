/**
 * A record as a line for the server: its line number and its values, between tabs. PostgreSQL reads it as COPY's text
 * format and MySQL as LOAD DATA's own, in UTF-8; `\N` is NULL.
 */
export const encodeLine = (line: number, values: readonly (string | null)[]): string =>
  `${line}${values.map((value) => `\t${value === null ? '\\N' : value.replaceAll(SPECIAL, escaped)}`).join('')}\n`;

const SPECIAL = /[\\\t\n\r]/g;
const WRITTEN: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escaped = (one: string): string => WRITTEN[one] as string;
