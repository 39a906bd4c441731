/** mysqldump and mariadb-dump; phpMyAdmin in any language and mysqldump-php; Sequel; Navicat. */
const DATABASE = [
  /^-- Host: .*\sDatabase: (.+?)\s*$/m,
  /^-- [^\s`:]+(?: [^\s`:]+)? ?: `([^`\n]+)`\s*$/m,
  /^# Database: (.+?)\s*$/m,
  /^ Source Schema\s*: (.+?)\s*$/m,
];

/** The database that a dump's first comment names; undefined where it names none. */
export const readDeclaredDatabase = (comment: Buffer): string | undefined => {
  const text = comment.toString('utf8', 0, 8192);
  for (const pattern of DATABASE) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
};
