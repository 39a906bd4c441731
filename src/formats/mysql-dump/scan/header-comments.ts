/**
 * mysqldump and mariadb-dump; phpMyAdmin in any language and mysqldump-php; Sequel in any language; Navicat; SQLyog;
 * TablePlus.
 */
const DATABASE = [
  /^-- Host: .*\sDatabase: (.+?)\s*$/m,
  /^-- [^\s`:]+(?: [^\s`:]+)? ?: `([^`\n]+)`\s*$/m,
  /^# [^:\n]+: [^\n]*\(MySQL [^\n]*\)\s*\n# [^:\n]+: (.+?)\s*$/m,
  /^# Database: (.+?)\s*$/m,
  /^ Source Schema\s*: (.+?)\s*$/m,
  /^MySQL - \S+ : Database - (.+?)\s*$/m,
  /^-- Database: ([^`\s]+)\s*$/m,
];

/** Returns the database that a dump's first comment names; undefined if it names none. */
export const readDeclaredDatabase = (comment: Buffer): string | undefined => {
  const text = comment.toString('utf8', 0, 8192);
  for (const pattern of DATABASE) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
};

/** Whether the first comment is mysqldump's or mariadb-dump's. Both finish one table before the next. */
export const comesTableAfterTable = (comment: Buffer): boolean =>
  DATABASE[0]?.test(comment.toString('utf8', 0, 8192)) === true;
