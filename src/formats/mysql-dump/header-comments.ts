/** mysqldump and mariadb-dump, then phpMyAdmin. */
const DATABASE = [/^-- Host: .*\sDatabase: (.+?)\s*$/m, /^-- Database: `(.+)`\s*$/m];

/**
 * `-- Dump completed on 2026-11-24  3:59:05` (without the date under `--skip-dump-date`) as the last line. All of it, so that a
 * dump which was cut inside it is found too.
 */
const TRAILER = /(?:^|\n)-- Dump completed(?: on \d{4}-\d\d-\d\d +\d{1,2}:\d\d:\d\d\s*|\s*\n\s*)$/;

/** The database that a dump's first comment names; undefined where it names none. */
export const readDeclaredDatabase = (comment: Buffer): string | undefined => {
  const text = comment.toString('utf8', 0, 8192);
  for (const pattern of DATABASE) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
};

/** Whether a dump whose last piece is this comment ends as its tool ends a complete one. */
export const isTrailer = (comment: Buffer): boolean =>
  TRAILER.test(comment.toString('latin1', Math.max(0, comment.length - 8192)));
