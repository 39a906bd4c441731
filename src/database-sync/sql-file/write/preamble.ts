import { FIRST_LINE } from '../dump-index.js';

/** What pg_dump sets, too, so that the file does the same in every session. */
const SETTINGS = [
  'SET statement_timeout = 0',
  'SET lock_timeout = 0',
  'SET idle_in_transaction_session_timeout = 0',
  'SET standard_conforming_strings = on',
  `SELECT pg_catalog.set_config('search_path', '', false)`,
  'SET check_function_bodies = false',
  'SET xmloption = content',
  'SET client_min_messages = warning',
  'SET row_security = off',
  `SET datestyle = 'ISO, MDY'`,
  `SET intervalstyle = 'postgres'`,
  `SET timezone = 'UTC'`,
];

export interface PreambleFacts {
  readonly database: string;
  readonly version: number;
  readonly takenAt: string;
  readonly encoding: string;
}

/** The first lines of a dump. A name in a comment cannot end it. */
export const preamble = ({ database, version, takenAt, encoding }: PreambleFacts): string =>
  [
    FIRST_LINE,
    `-- database ${JSON.stringify(database)} on PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}, as it was at ${takenAt}`,
    '-- psql loads it into an empty database. What stands at its end is for Stevedore, which reads it by parts.',
    '',
    `SET client_encoding = '${encoding}';`,
    ...SETTINGS.map((each) => `${each};`),
    '',
    '',
  ].join('\n');
