import { compareDatabases } from './compare-databases.js';
import type { DemoDatabase, PerDemoDatabase } from './dump-data.js';
import { DEMO_DATABASES, makeDumps } from './dump-data.js';
import type { MariadbServer } from './mariadb-server.js';
import { onMysql, startTargetServer } from './target-server.js';

/** The two states that tests publish over one another; each edition is a dump of every database. */
export const EDITIONS = ['red', 'blue'] as const;
export type Edition = (typeof EDITIONS)[number];

export const otherEdition = (edition: Edition): Edition => (edition === 'red' ? 'blue' : 'red');

type Reader = Pick<MariadbServer, 'query'>;

/** Both editions as loaded by `mariadb < dump.sql`, each on its own server. */
export interface Editions {
  readonly dumps: Readonly<Record<Edition, PerDemoDatabase<string>>>;
  /**
   * The edition that all databases of a server hold, whole and with their objects; else where they differ from the
   * nearest.
   */
  readonly held: (server: Reader) => Promise<Edition | { readonly differences: readonly string[] }>;
  /** The edition whose tables a server shows, by the names and the marks; else a description of the mix. */
  readonly shown: (server: Reader) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** @param scale 1 is 522,000 persons; 0 is the smallest */
export const startEditions = async (scale = 0): Promise<Editions> => {
  const dumps = {} as Record<Edition, PerDemoDatabase<string>>;
  const servers = {} as Record<Edition, MariadbServer>;
  const readers = {} as Record<Edition, Reader>;
  const names = {} as Record<Edition, string>;
  await Promise.all(
    EDITIONS.map(async (edition) => {
      [servers[edition], dumps[edition]] = await Promise.all([
        startTargetServer(),
        makeDumps({ scale, tweak: EDITION_TWEAKS[edition] }),
      ]);
      await servers[edition].query('CREATE DATABASE mvdsb');
      await servers[edition].load(dumps[edition].mvdsb, 'mvdsb');
      await servers[edition].load(dumps[edition].portal64_bdw);
      readers[edition] = remember(servers[edition]);
      names[edition] = await servers[edition].query(TABLE_NAMES);
    }),
  );
  const marksOf = async (server: Reader) => (await server.query(DEMO_DATABASES.map(readMark).join(';'))).split('\n');
  return {
    dumps,
    held: async (server) => {
      const [mark] = await marksOf(server);
      const edition = EDITIONS.find((one) => one === mark);
      if (edition === undefined) return { differences: [`mvdsb is of no edition: "${mark}"`] };
      const found: string[] = [];
      for (const database of DEMO_DATABASES) {
        found.push(...(await compareDatabases(server, readers[edition], database)).differences);
      }
      return found.length === 0 ? edition : { differences: found };
    },
    shown: async (server) => {
      const marks = [...new Set(await marksOf(server))];
      const tables = await server.query(TABLE_NAMES);
      const named = EDITIONS.filter((edition) => names[edition] === tables);
      return marks.length === 1 && named[0] === marks[0]
        ? (marks[0] ?? '')
        : `rows of ${marks.join(' and ')}, tables of ${named.join() || 'neither'}`;
    },
    stop: async () => {
      await Promise.all(EDITIONS.map((edition) => servers[edition].stop()));
    },
  };
};

const TABLE_NAMES = `SET group_concat_max_len = 1000000; SELECT GROUP_CONCAT(TABLE_SCHEMA, '.', TABLE_NAME ORDER BY TABLE_SCHEMA, TABLE_NAME)
  FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA IN (${DEMO_DATABASES.map((name) => `'${name}'`).join()})`;

/**
 * Every edition has its mark in both databases, and a table, a view, a trigger and a routine that the other does not
 * have or defines differently.
 */
const MARKS: PerDemoDatabase<readonly [table: string, column: string]> = {
  mvdsb: ['land', 'bezeichnung'],
  portal64_bdw: ['resultsDisplay', 'display'],
};

const readMark = (database: DemoDatabase): string =>
  `SELECT ${MARKS[database][1]} FROM ${database}.${MARKS[database][0]} WHERE id = 0`;

const writeMarks = (edition: Edition): string[] =>
  DEMO_DATABASES.map((database) => {
    const [table, column] = MARKS[database];
    return `UPDATE ${database}.${table} SET ${column} = '${edition}' WHERE id = 0`;
  });

/**
 * Tables of an engine whose renames the server does not keep whole when it is killed in the middle (`rename-kills.ts`).
 */
const FRAGILE = onMysql
  ? [
      'mvdsb.titel',
      'mvdsb.mitgliedschaftOrganisation',
      ...['tournamentMaster', 'tournament', 'evaluation', 'participant', 'game'].map((name) => `portal64_bdw.${name}`),
    ]
  : ['portal64_bdw.appointment'];
// Days of zeros are among them, which MySQL's own mode refuses; the mode that was there is the dump's again.
const NOT_FRAGILE = [
  "SET @mode = @@sql_mode, SESSION sql_mode = ''",
  ...FRAGILE.map((table) => `ALTER TABLE ${table} ENGINE=InnoDB ROW_FORMAT=DEFAULT`),
  'SET SESSION sql_mode = @mode',
].join(';\n');
const PLAIN = onMysql ? 'InnoDB' : 'MyISAM';

/** SQL that makes a dump's source an edition. */
export const EDITION_TWEAKS: Readonly<Record<Edition, string>> = {
  red: [
    ...writeMarks('red'),
    NOT_FRAGILE,
    'USE mvdsb',
    'CREATE TABLE nur_rot (id INT NOT NULL PRIMARY KEY)',
    'CREATE VIEW nur_rote AS SELECT id FROM nur_rot',
    "CREATE TRIGGER rot BEFORE INSERT ON land FOR EACH ROW SET NEW.ioc = 'ROT'",
    'USE portal64_bdw',
    'CREATE FUNCTION farbe() RETURNS INT DETERMINISTIC RETURN 1',
  ].join(';\n'),
  blue: [
    ...writeMarks('blue'),
    NOT_FRAGILE,
    'USE portal64_bdw',
    `CREATE TABLE nur_blau (id INT NOT NULL PRIMARY KEY) ENGINE=${PLAIN}`,
    'CREATE VIEW nur_blaue AS SELECT id FROM nur_blau',
    "CREATE TRIGGER blau BEFORE INSERT ON resultsDisplay FOR EACH ROW SET NEW.display = 'B'",
    'CREATE FUNCTION farbe() RETURNS INT DETERMINISTIC RETURN 2',
  ].join(';\n'),
};

/**
 * What no ended publish leaves: staging, a displaced generation, tokens on their way, a journal, records of staging and
 * connections.
 */
export const LEFTOVERS = `
  SELECT CONCAT('schema ', SCHEMA_NAME) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME REGEXP '^(imp|prev2)_'
  UNION ALL SELECT CONCAT('token ', TABLE_NAME) FROM information_schema.TABLES
    WHERE TABLE_SCHEMA = 'stevedore' AND TABLE_NAME REGEXP '^(next_.*|previous_.*_2)$'
  UNION ALL SELECT CONCAT('journal of epoch ', epoch) FROM stevedore.journal
  UNION ALL SELECT CONCAT('staged ', database_name) FROM stevedore.staged
  UNION ALL SELECT CONCAT('connection of epoch ', epoch) FROM stevedore.connections`;

/** A server whose answers do not change, asked once for each. */
const remember = (server: Pick<MariadbServer, 'query'>): Pick<MariadbServer, 'query'> => {
  const answers = new Map<string, Promise<string>>();
  return {
    query: (sql, options) => {
      const key = JSON.stringify([sql, options]);
      const answer = answers.get(key) ?? server.query(sql, options);
      answers.set(key, answer);
      return answer;
    },
  };
};
