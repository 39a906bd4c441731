import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { ImportSite } from './import-shape.js';
import { startImportSite } from './import-shape.js';

/**
 * CREATE and ALTER DATABASE before tables that name no character set, each for a separate database that does not exist
 * yet.
 */

const BARE = "SET NAMES utf8mb4;\nCREATE TABLE t (id int PRIMARY KEY, v varchar(20), e enum('ä','b'), KEY (v));\n";
const ROWS = "INSERT INTO t VALUES (1,'ä','ä'),(2,'ÄB','b'),(3,NULL,NULL);\n";
const OWN =
  "CREATE TABLE o (id int PRIMARY KEY, v varchar(20)) DEFAULT CHARSET=latin2;\nINSERT INTO o VALUES (1,'ö');\n";

const CASES: readonly (readonly [what: string, dump: (database: string) => string])[] = [
  [
    'CREATE DATABASE with a character set',
    (db) => `CREATE DATABASE IF NOT EXISTS ${db} DEFAULT CHARACTER SET latin1;\nUSE ${db};\n${BARE}${ROWS}${OWN}`,
  ],
  [
    'CREATE DATABASE with a collation alone',
    (db) => `CREATE DATABASE ${db} COLLATE latin1_german1_ci;\nUSE ${db};\n${BARE}${ROWS}`,
  ],
  [
    'CREATE DATABASE in an executable comment',
    (db) =>
      `CREATE DATABASE /*!32312 IF NOT EXISTS*/ ${db} /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin */;\nUSE ${db};\n${BARE}${ROWS}`,
  ],
  ['CREATE DATABASE that says nothing', (db) => `CREATE DATABASE ${db};\nUSE ${db};\n${BARE}${ROWS}`],
  [
    'ALTER DATABASE behind CREATE DATABASE',
    (db) =>
      `CREATE DATABASE ${db} CHARACTER SET latin1;\nUSE ${db};\nALTER DATABASE ${db} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;\n${BARE}${ROWS}`,
  ],
  [
    'ALTER DATABASE without a name',
    (db) =>
      `CREATE DATABASE ${db} CHARACTER SET latin1;\nUSE ${db};\nALTER DATABASE COLLATE = utf8mb4_bin;\n${BARE}${ROWS}`,
  ],
  [
    'ALTER DATABASE before tables with their own',
    (db) => `CREATE DATABASE ${db};\nUSE ${db};\nALTER DATABASE ${db} CHARACTER SET greek;\n${OWN}`,
  ],
  [
    'ALTER DATABASE behind the tables',
    (db) =>
      `CREATE DATABASE ${db} CHARACTER SET latin1;\nUSE ${db};\n${BARE}${ROWS}ALTER DATABASE ${db} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;\n${OWN}`,
  ],
];

const DATABASES = CASES.map((_, at) => `charset${at}`);
let site: ImportSite;

beforeAll(async () => {
  site = await startImportSite(DATABASES);
});
afterAll(() => site.stop());

describe('the character set of the database', () => {
  it.each(CASES.map(([what, dump], at) => ({ what, dump: dump(`charset${at}`), database: `charset${at}` })))(
    'is as the client makes it: $what',
    async ({ dump, database }) => {
      const file = join(temporaryFolder('charset'), 'dump.sql');
      writeFileSync(file, dump);
      await site.loadByClient(database, file, ['--databases']);
      const proof = await site.importOurWay(database, file, 'auto');
      expect(await site.differences(database)).toEqual([]);
      expect(proof.tables.map(({ content }) => content.kind)).not.toContain('unproved');
    },
  );
});
