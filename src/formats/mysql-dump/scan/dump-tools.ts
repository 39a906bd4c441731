/** How a tool's complete dump ends. Headers match in any language that the tool translates them to. */
interface DumpTool {
  readonly name: string;
  /** Matches the first comments of its dumps. */
  readonly header: RegExp;
  /** Describes its end marker, for a message. */
  readonly last: string;
  /**
   * Matches its whole last comment, so that a cut inside it is found too. Absent: it ends with SET statements that
   * restore the session.
   */
  readonly trailer?: RegExp;
}

/** A word and a date, or only the word with `--skip-dump-date`. mysqldump-php writes a colon and its own date. */
const COMPLETED =
  /(?:^|\n)-- Dump completed(?: on \d{4}-\d\d-\d\d +\d{1,2}:\d\d:\d\d\s*|\s*\n\s*| on: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}\s*)$/;

const TOOLS: readonly DumpTool[] = [
  { name: 'phpMyAdmin', header: /^-- phpMyAdmin SQL Dump/m, last: 'its closing SET lines' },
  { name: 'HeidiSQL', header: /^-- HeidiSQL [^:\n]+:/m, last: 'its closing SET lines' },
  { name: 'Sequel Ace', header: /^# Sequel (?:Ace|Pro) SQL dump/m, last: 'its closing SET lines' },
  { name: 'SQLyog', header: /^(?:\/\*\s*)?SQLyog\b/m, last: 'its closing SET lines' },
  { name: 'TablePlus', header: /^-- TablePlus \d/m, last: 'its closing SET lines' },
  { name: 'MySQL Administrator', header: /^-- MySQL Administrator dump \d/m, last: 'its closing SET lines' },
  {
    name: 'Navicat',
    header: /^ ?Navicat\b.*\b(?:Data Transfer|Dump)/m,
    last: 'its closing SET FOREIGN_KEY_CHECKS line',
  },
  {
    name: 'Adminer',
    header: /^-- Adminer \d/m,
    last: 'its line with the date',
    trailer: /(?:^|\n)-- \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: UTC)?\s*$/,
  },
  {
    name: 'mysqlpump',
    header: /^-- Dump created by MySQL pump utility/m,
    last: '"Dump end time"',
    trailer: /(?:^|\n)-- Dump end time: .*\d\d:\d\d:\d\d \d{4}\s*$/,
  },
  {
    name: 'MySQLDumper',
    header: /^-- (?:Status:|Dump by MySQLDumper|MySQLDumper)/m,
    last: '"EOB"',
    trailer: /(?:^|\n)-- EOB\s*$/,
  },
  { name: 'mysqldump-php', header: /^-- mysqldump-php /m, last: '"Dump completed on:"', trailer: COMPLETED },
  {
    name: 'mysqldump or mariadb-dump',
    header: /^-- (?:MySQL|MariaDB) dump \d/m,
    last: '"Dump completed"',
    trailer: COMPLETED,
  },
];

/** For dumps whose first comments name no tool: only these tools write such last lines. */
const UNKNOWN = [COMPLETED, /(?:^|\n)-- EOB\s*$/];

/** Returns the tool that a dump's first comments name. */
export const toolOf = (header: string): DumpTool | undefined => TOOLS.find((tool) => tool.header.test(header));

/** How a dump ends. */
export interface DumpEnd {
  /** Its last segment, if that is a comment. */
  readonly comment: Buffer | undefined;
  /** Whether the dump ends with only SET statements, and these restore every setting that it saved. */
  readonly restored: boolean;
}

/** Whether a dump ends with its tool's end marker. */
export const endsComplete = (tool: DumpTool | undefined, { comment, restored }: DumpEnd): boolean => {
  if (tool && !tool.trailer) return restored;
  if (comment === undefined) return false;
  const text = comment.toString('latin1', Math.max(0, comment.length - 8192));
  return (tool?.trailer ? [tool.trailer, COMPLETED] : UNKNOWN).some((trailer) => trailer.test(text));
};

/** Says what is missing at a dump's end, and which tool seems to have written it. */
export const missingEnd = (header: string): string => {
  const tool = toolOf(header);
  return tool
    ? `it seems to be of ${tool.name} and ends without ${tool.last}`
    : 'it ends without a "Dump completed" line, and does not say which tool wrote it';
};
