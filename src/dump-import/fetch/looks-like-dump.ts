/**
 * Whether a file begins like a dump: with a statement, after any comments, blank lines and lines written by a dump
 * program. An English text ("Use this file to …") does not match. A kilobyte of comments is enough to look past; UTF-16
 * matches too, so that its problem can be named.
 */
export const looksLikeDump = (head: Buffer): boolean => STATEMENT.test(behindComments(decode(head)));

/** Whether a text has only comments and white space. */
export const isBlankSql = (text: Buffer): boolean => behindComments(decode(text)) === '';

const decode = (head: Buffer): string => {
  if (head[0] === 0xff && head[1] === 0xfe) return head.subarray(2).toString('utf16le');
  return head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
};

const behindComments = (text: string): string => {
  let at = 0;
  for (;;) {
    NOTHING.lastIndex = at;
    const skipped = NOTHING.exec(text)?.[0].length ?? 0;
    if (skipped === 0) return text.slice(at, at + 400);
    at += skipped;
  }
};

/**
 * White space, a comment to the line's end, a `/* …` that is not executable, and what dump programs write to stderr.
 */
const NOTHING =
  /\s+|--(?=\s|$)[^\n]*|#[^\n]*|\/\*(?!M?!)(?:[^*]|\*(?!\/))*(?:\*\/|$)|(?:mysqldump|mariadb-dump|mysqlpump|mysqlsh|Warning|WARNING|Enter password):[^\n]*\n/y;

const STATEMENT = new RegExp(
  [
    String.raw`^(?:\/\*M?!`,
    String.raw`SET\s+(?:@|NAMES\b|SESSION\b|GLOBAL\b|CHARACTER\b|PASSWORD\b|[\w.]+\s*:?=)`,
    String.raw`CREATE\s+(?:OR\s+REPLACE\s+|TEMPORARY\s+|UNIQUE\s+|FULLTEXT\s+|SPATIAL\s+|ALGORITHM\s*=|DEFINER\s*=|SQL\s+SECURITY\s)*(?:DATABASE|SCHEMA|TABLE|VIEW|INDEX|PROCEDURE|FUNCTION|TRIGGER|EVENT|SEQUENCE|\w+\s*=)`,
    String.raw`(?:DROP|ALTER)\s+(?:DATABASE|SCHEMA|TABLE|TEMPORARY\s+TABLE|VIEW|INDEX|PROCEDURE|FUNCTION|TRIGGER|EVENT|SEQUENCE)\b`,
    String.raw`USE\s+(?:\x60[^\x60]*\x60|[\w$]+)\s*;`,
    String.raw`(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\s+)*(?:INTO\s+)?[\x60\w$."]+\s*(?:\(|VALUES?\b|SELECT\b|SET\b)`,
    String.raw`(?:LOCK|UNLOCK)\s+TABLES?\b`,
    String.raw`START\s+TRANSACTION\b`,
    String.raw`BEGIN\s*;`,
    String.raw`DELIMITER\s+\S`,
    String.raw`TRUNCATE\s+(?:TABLE\s+)?[\x60\w$]+\s*;)`,
  ].join('|'),
  'i',
);
