import type { GeneratedTable, Random } from './dump-tables.js';
import { date, decimal, FIRST_NAMES, GENERATED_TABLES, NAMES, pick, time, TOWNS } from './dump-tables.js';

/** One dump of a generated shape. */
export interface ShapeDatabase {
  readonly name: string;
  /** Share of all megabytes. */
  readonly share: number;
  readonly tables: readonly GeneratedTable[];
}

/** What tables of one kind have in common; they differ in name and size. */
interface TableKind {
  readonly name: string;
  readonly columns: string;
  readonly row: (id: number, random: Random) => string;
}

const HISTORY = `
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`person\` int(11) NOT NULL,
  \`tournament\` int(11) NOT NULL,
  \`rating\` smallint(6) NOT NULL DEFAULT 0,
  \`games\` tinyint(4) NOT NULL DEFAULT 0,
  \`level\` char(2) NOT NULL DEFAULT '',
  \`changed\` date NOT NULL DEFAULT '0000-00-00',
  PRIMARY KEY (\`id\`),
  KEY \`person\` (\`person\`,\`tournament\`),
  KEY \`tournament\` (\`tournament\`),
  KEY \`changed\` (\`changed\`)
)`;

/** Half of all rows, in one table, with four keys. */
const history: TableKind = {
  name: 'rating_history',
  columns: HISTORY,
  row: (id, random) =>
    `(${id},${1 + random(500_000)},${random(40_000)},${700 + random(2_000)},${random(12)},'${random(9)}a',${date(random)})`,
};

const KINDS: readonly TableKind[] = [
  {
    name: 'person',
    columns: `
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`name\` varchar(60) NOT NULL,
  \`first_name\` varchar(60) NOT NULL DEFAULT '',
  \`born\` date DEFAULT NULL,
  \`fide_id\` int(10) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (\`id\`),
  KEY \`name\` (\`name\`,\`first_name\`)
)`,
    row: (id, random) =>
      `(${id},'${pick(NAMES, random)}','${pick(FIRST_NAMES, random)}',${random(12) === 0 ? 'NULL' : date(random)},${random(99_999_999)})`,
  },
  {
    name: 'membership',
    columns: `
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`person\` int(11) NOT NULL,
  \`club\` int(11) NOT NULL,
  \`since\` date NOT NULL,
  \`until\` date DEFAULT NULL,
  \`fee\` decimal(8,2) NOT NULL DEFAULT 0.00,
  PRIMARY KEY (\`id\`),
  KEY \`person\` (\`person\`),
  KEY \`club\` (\`club\`,\`since\`)
)`,
    row: (id, random) =>
      `(${id},${1 + random(500_000)},${1 + random(3_000)},${date(random)},${random(2) === 0 ? 'NULL' : date(random)},${decimal(random, 900, 2)})`,
  },
  {
    name: 'result',
    columns: `
  \`tournament\` int(11) NOT NULL,
  \`number\` int(11) NOT NULL,
  \`person\` int(11) NOT NULL,
  \`points\` decimal(4,1) NOT NULL DEFAULT 0.0,
  \`entered\` datetime DEFAULT NULL,
  PRIMARY KEY (\`tournament\`,\`number\`),
  KEY \`entered\` (\`entered\`)
)`,
    row: (id, random) =>
      `(${Math.floor(id / 40)},${id},${1 + random(500_000)},${random(12)}.${random(10)},${date(random).slice(0, -1)} ${time(random)}')`,
  },
  {
    name: 'venue',
    columns: `
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`town\` varchar(60) DEFAULT NULL,
  \`street\` varchar(60) NOT NULL DEFAULT '',
  \`number\` char(5) NOT NULL,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`number\` (\`number\`,\`id\`)
)`,
    row: (id, random) =>
      `(${id},'${pick(TOWNS, random)}','${pick(NAMES, random)}strasse ${random(99)}','C${random(9_999)}')`,
  },
];

/** A few large tables and many small ones. */
const tablesOf = (count: number, engine: string, share: number): GeneratedTable[] => {
  const weights = Array.from({ length: count }, (_, index) => 1 / (index + 1) ** 1.3);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, index) => {
    const kind = KINDS[index % KINDS.length] as TableKind;
    return tableOf({ ...kind, name: `${kind.name}_${index + 1}` }, engine, (share * weight) / all);
  });
};

const tableOf = ({ name, columns, row }: TableKind, engine: string, share: number): GeneratedTable => ({
  name,
  definition: `${columns.slice(0, -1)}) ENGINE=${engine} DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`,
  share,
  row,
});

/** Sorted by name, as every dump tool writes them. */
const sorted = (tables: readonly GeneratedTable[]): GeneratedTable[] =>
  [...tables].sort((a, b) => (a.name < b.name ? -1 : 1));

/**
 * The federation's own data: 2 databases, 58 tables; the larger database uses an old engine, and one of its tables has
 * half of all rows. At 295 MB it has 6.1 million rows.
 */
export const federationShape = (engine: 'MyISAM' | 'InnoDB' | 'Aria' = 'MyISAM'): readonly ShapeDatabase[] => [
  { name: 'mvdsb', share: 0.78, tables: sorted([tableOf(history, engine, 0.645), ...tablesOf(38, engine, 0.355)]) },
  { name: 'portal64_bdw', share: 0.22, tables: sorted(tablesOf(19, 'InnoDB', 1)) },
];

export const FEDERATION_MEGABYTES = 295;

/** One database of the six tables of `dump-tables.ts`. */
export const SIX_TABLES: readonly ShapeDatabase[] = [{ name: 'federation', share: 1, tables: GENERATED_TABLES }];
