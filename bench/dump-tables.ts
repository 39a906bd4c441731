/** A table of the generated dump: its definition, its share of the dump's bytes, and its rows. */
export interface GeneratedTable {
  readonly name: string;
  /** The content of `CREATE TABLE … ( … )` and what follows it. */
  readonly definition: string;
  /** Share of all bytes; the shares add up to 1. */
  readonly share: number;
  /** One row, `(…)`, one character per byte. */
  readonly row: (id: number, random: Random) => string;
}

/** A number from 0 to below `limit`. */
export type Random = (limit: number) => number;

/** The same seed gives the same numbers on every machine (mulberry32). */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
};

/** Text as its UTF-8 bytes, one character per byte, as in a dump with `SET NAMES utf8mb4`. */
const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const words = (text: string): string[] => text.split(' ').map(bytes);

export const NAMES = words(
  'Müller Schmidt Weiß Jäger Größl Özdemir Straßer Lindqvist Kovács Nowak Petersen Vogt Brandt',
);
export const FIRST_NAMES = words('Jürgen Änne Björn Zoë François Günther Käthe Max Eva Ljudmila Tomás Ingrid Paul');
export const TOWNS = words('Tübingen Böblingen Göppingen Ulm Köln Düsseldorf Fürth Görlitz Bremen Kiel');
const NOTES = [
  'NULL',
  "''",
  `'${bytes('Spielberechtigung geprüft')}'`,
  `'${bytes('Überführung; siehe „Akte 7“ und L')}\\'Aquila'`,
  `'Zeile eins;\\n-- Zeile zwei\\n'`,
  `'${bytes('Emoji ♞ und 🏆')}'`,
  `'${bytes('Die Überführung dauerte länger als vorgesehen. ').repeat(4)}'`,
];
const MOVES = 'e4 e5 Nf3 Nc6 Bb5 a6 Ba4 Nf6 O-O Be7 Re1 b5 Bb3 d6 c3 O-O h3 Na5 Bc2 c5 d4 Qc7 Nbd2 Bd7 Nf1 cxd4'.split(
  ' ',
);
const RESULTS = ["'1-0'", "'0-1'", "'1/2-1/2'"];

export const pick = <T>(list: readonly T[], random: Random): T => list[random(list.length)] as T;
const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);
export const date = (random: Random): string => `'${1930 + random(90)}-${two(1 + random(12))}-${two(1 + random(28))}'`;
export const time = (random: Random): string => `${two(random(24))}:${two(random(60))}:${two(random(60))}`;
export const decimal = (random: Random, whole: number, places: number): string =>
  `${random(whole)}.${String(random(10 ** places)).padStart(places, '0')}`;
const hex = (random: Random): string => random(0x1_0000_0000).toString(16).padStart(8, '0');

/** Covers every byte value, escaped like mariadb-dump. */
const ESCAPED: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\x1a': '\\Z',
};
const noise = (() => {
  const random = seededRandom(7);
  return Buffer.from(Array.from({ length: 256 * 1024 }, () => random(256))).toString('latin1');
})();
const blob = (random: Random, size: number): string => {
  const start = random(noise.length - size);
  return `_binary '${noise.slice(start, start + size).replace(/[\0\n\r\\'"\x1a]/g, (byte) => ESCAPED[byte] as string)}'`;
};
const moves = (random: Random): string => {
  const text: string[] = [];
  for (let number = 1, end = 20 + random(40); number <= end; number++) {
    text.push(`${number}. ${pick(MOVES, random)} ${pick(MOVES, random)}`);
  }
  return `'${text.join(' ')}'`;
};

const LATIN1 = ') ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_german2_ci';
const UTF8MB4 = ') ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci';

/**
 * A chess federation's tables: two character sets, dates with zeros, decimals, texts, blobs, and four to six secondary
 * keys on the large ones.
 */
export const GENERATED_TABLES: readonly GeneratedTable[] = [
  {
    name: 'club',
    share: 0.02,
    definition: `
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`name\` varchar(100) NOT NULL,
  \`town\` varchar(60) DEFAULT NULL,
  \`number\` char(5) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  \`founded\` date NOT NULL DEFAULT '0000-00-00',
  PRIMARY KEY (\`id\`),
  KEY \`town\` (\`town\`)
${LATIN1}`,
    row: (id, random) =>
      `(${id},'Schachfreunde ${pick(TOWNS, random)} ${id}','${pick(TOWNS, random)}','C${String(random(9_999)).padStart(4, '0')}',` +
      `${random(4) === 0 ? "'0000-00-00'" : date(random)})`,
  },
  {
    name: 'evaluation',
    share: 0.26,
    definition: `
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`tournament\` int(11) NOT NULL,
  \`person\` int(11) NOT NULL,
  \`old_rating\` smallint(6) DEFAULT NULL,
  \`new_rating\` smallint(6) NOT NULL DEFAULT 0,
  \`points\` decimal(4,1) NOT NULL DEFAULT 0.0,
  \`expected\` decimal(6,3) NOT NULL DEFAULT 0.000,
  \`level\` tinyint(3) unsigned NOT NULL DEFAULT 0,
  \`performance\` double DEFAULT NULL,
  \`calculated\` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`entry\` (\`tournament\`,\`person\`,\`id\`),
  KEY \`person\` (\`person\`,\`calculated\`),
  KEY \`calculated\` (\`calculated\`),
  KEY \`rating\` (\`new_rating\`),
  KEY \`level\` (\`level\`,\`tournament\`)
${LATIN1}`,
    row: (id, random) =>
      `(${id},${random(40_000)},${1 + random(500_000)},${random(3) === 0 ? 'NULL' : 700 + random(2_000)},${700 + random(2_000)},` +
      `${random(12)}.${random(10)},${decimal(random, 12, 3)},${random(256)},${random(5) === 0 ? 'NULL' : random(3_000)},` +
      `${date(random).slice(0, -1)} ${time(random)}')`,
  },
  {
    name: 'game',
    share: 0.3,
    definition: `
  \`id\` bigint(20) NOT NULL AUTO_INCREMENT,
  \`tournament\` int(11) NOT NULL,
  \`round\` tinyint(4) NOT NULL,
  \`white\` int(11) NOT NULL,
  \`black\` int(11) NOT NULL,
  \`result\` enum('1-0','0-1','1/2-1/2') NOT NULL,
  \`played\` datetime DEFAULT NULL,
  \`moves\` text CHARACTER SET ascii COLLATE ascii_general_ci DEFAULT NULL,
  PRIMARY KEY (\`id\`),
  KEY \`tournament\` (\`tournament\`,\`round\`),
  KEY \`white\` (\`white\`),
  KEY \`black\` (\`black\`),
  KEY \`played\` (\`played\`),
  KEY \`result\` (\`result\`,\`tournament\`),
  KEY \`pairing\` (\`white\`,\`black\`)
${LATIN1}`,
    row: (id, random) =>
      `(${id},${random(40_000)},${1 + random(11)},${1 + random(500_000)},${1 + random(500_000)},${pick(RESULTS, random)},` +
      `${random(9) === 0 ? 'NULL' : `${date(random).slice(0, -1)} ${time(random)}'`},${random(4) === 0 ? moves(random) : 'NULL'})`,
  },
  {
    name: 'membership',
    share: 0.12,
    definition: `
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`person\` int(11) NOT NULL,
  \`club\` int(11) NOT NULL,
  \`since\` date NOT NULL,
  \`until\` date DEFAULT NULL,
  \`fee\` decimal(8,2) NOT NULL DEFAULT 0.00,
  PRIMARY KEY (\`id\`),
  KEY \`person\` (\`person\`),
  KEY \`club\` (\`club\`,\`since\`),
  KEY \`since\` (\`since\`),
  KEY \`until\` (\`until\`,\`club\`)
${LATIN1}`,
    row: (id, random) =>
      `(${id},${1 + random(500_000)},${1 + random(3_000)},${date(random)},${random(3) === 0 ? 'NULL' : date(random)},` +
      `${random(9) === 0 ? '-1' : ''}${decimal(random, 900, 2)})`,
  },
  {
    name: 'person',
    share: 0.2,
    definition: `
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`uuid\` char(34) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  \`name\` varchar(60) NOT NULL,
  \`first_name\` varchar(60) NOT NULL DEFAULT '',
  \`born\` date DEFAULT NULL,
  \`fide_id\` int(10) unsigned DEFAULT NULL,
  \`note\` text DEFAULT NULL,
  \`changed\` timestamp NOT NULL DEFAULT '2020-01-01 00:00:00',
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`uuid\` (\`uuid\`),
  KEY \`name\` (\`name\`,\`first_name\`),
  KEY \`born\` (\`born\`),
  KEY \`fide_id\` (\`fide_id\`),
  KEY \`changed\` (\`changed\`)
${UTF8MB4}`,
    row: (id, random) =>
      `(${id},'p-${hex(random)}${hex(random)}${hex(random)}${String(id).padStart(8, '0')}','${pick(NAMES, random)}','${pick(FIRST_NAMES, random)}',` +
      `${random(12) === 0 ? "'0000-00-00'" : date(random)},${random(7) === 0 ? 4_294_967_295 - random(9_999_999) : 'NULL'},` +
      `${pick(NOTES, random)},'20${two(10 + random(15))}-${two(1 + random(12))}-${two(1 + random(28))} ${time(random)}')`,
  },
  {
    name: 'photo',
    share: 0.1,
    definition: `
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`person\` int(11) NOT NULL,
  \`taken\` date DEFAULT NULL,
  \`bytes\` mediumblob NOT NULL,
  PRIMARY KEY (\`id\`),
  KEY \`person\` (\`person\`)
${UTF8MB4}`,
    row: (id, random) => `(${id},${1 + random(500_000)},${date(random)},${blob(random, 2_000 + random(30_000))})`,
  },
];
