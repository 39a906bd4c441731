import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { GENERATED_TABLES, seededRandom } from './dump-tables.js';
import type { GeneratedTable, Random } from './dump-tables.js';
import { federationShape } from './federation-shape.js';

export interface GenerateDumpOptions {
  readonly file: string;
  /** In units of 10^6 bytes; the dump is at most one statement larger per table. */
  readonly megabytes: number;
  /** The same seed and size give the same bytes. @default 1 */
  readonly seed?: number;
  /** @default the federation's six */
  readonly tables?: readonly GeneratedTable[];
  /** @default 'federation' */
  readonly database?: string;
}

export interface GeneratedDump {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  readonly tables: number;
}

/** Writes a dump like mariadb-dump (header, extended INSERTs of 1 MB, trailer), in constant memory. */
export async function generateDump(options: GenerateDumpOptions): Promise<GeneratedDump> {
  const { tables = GENERATED_TABLES, database = 'federation' } = options;
  const random = seededRandom(options.seed ?? 1);
  const output = await open(options.file, 'w', 0o600);
  try {
    let bytes = await write(output, headerOf(database));
    let rows = 0;
    for (const table of tables) {
      const written = await writeTable(output, table, random, options.megabytes * 1_000_000 * table.share);
      bytes += written.bytes;
      rows += written.rows;
    }
    bytes += await write(output, TRAILER);
    return { file: options.file, bytes, rows, tables: tables.length };
  } finally {
    await output.close();
  }
}

/** mariadb-dump fills one INSERT up to its net_buffer_length. */
const STATEMENT_BYTES = 1_046_528;

async function writeTable(output: FileHandle, table: GeneratedTable, random: Random, target: number) {
  let bytes = await write(output, beforeRows(table));
  let rows = 0;
  while (bytes < target) {
    const values: string[] = [];
    for (let size = 0; size < STATEMENT_BYTES && bytes + size < target; ) {
      const row = table.row((rows += 1), random);
      values.push(row);
      size += row.length + 2;
    }
    bytes += await write(output, `INSERT INTO \`${table.name}\` VALUES\n${values.join(',\n')};\n`);
  }
  bytes += await write(output, `/*!40000 ALTER TABLE \`${table.name}\` ENABLE KEYS */;\nUNLOCK TABLES;\n\n`);
  return { bytes, rows };
}

async function write(output: FileHandle, text: string): Promise<number> {
  const chunk = Buffer.from(text, 'latin1');
  await output.appendFile(chunk);
  return chunk.length;
}

const beforeRows = ({ name, definition }: GeneratedTable): string => `--
-- Table structure for table \`${name}\`
--

DROP TABLE IF EXISTS \`${name}\`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE \`${name}\` (${definition};
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table \`${name}\`
--

LOCK TABLES \`${name}\` WRITE;
/*!40000 ALTER TABLE \`${name}\` DISABLE KEYS */;
`;

const headerOf = (database: string): string => `/*M!999999\\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: ${database}
-- ------------------------------------------------------
-- Server version\t10.11.6-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

`;

const TRAILER = `/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2026-03-01  1:30:00
`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      mb: { type: 'string', default: '100' },
      out: { type: 'string', default: 'federation.sql' },
      seed: { type: 'string', default: '1' },
      /** A database of the federation's shape: `mvdsb` or `portal64_bdw`. */
      shape: { type: 'string' },
    },
  });
  const shape = federationShape().find(({ name }) => name === values.shape);
  const megabytes = Number(values.mb) * (shape?.share ?? 1);
  const tables = shape === undefined ? {} : { tables: shape.tables, database: shape.name };
  console.log(await generateDump({ file: values.out, megabytes, seed: Number(values.seed), ...tables }));
}
