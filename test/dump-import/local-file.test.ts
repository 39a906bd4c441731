import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withConnection } from '../../src/connectors/mysql/open-connection.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import { makeCertificate } from '../support/certificate.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startTargetServer } from '../support/target-server.js';
import { targetSettings } from '../support/target-settings.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const LOAD = `LOAD DATA LOCAL INFILE 'rows' INTO TABLE t FIELDS TERMINATED BY '\\t' LINES TERMINATED BY '\\n' (n, v)`;

let server: MariadbServer;
let mysql: MysqlSettings;
let ca: string;

beforeAll(async () => {
  const { text, certFile, keyFile } = await makeCertificate(temporaryFolder('certificate'));
  ca = text;
  server = await startTargetServer({ args: [`--ssl-cert=${certFile}`, `--ssl-key=${keyFile}`] });
  mysql = targetSettings(server, await createAccounts(server, { databases: ['federation'] }));
});
afterAll(() => server.stop());

const lineOf = (n: number): string => `${n}\t${String.fromCharCode(97 + (n % 26)).repeat(1 + ((n * 7_919) % 5_000))}\n`;

/** Pieces of all sizes in the same memory, which holds something else as soon as the next one is asked for. */
async function* overwriting(rows: number, sizes: readonly number[]): AsyncGenerator<Buffer, void, undefined> {
  const memory = Buffer.alloc(Math.max(...sizes));
  let rest = Buffer.alloc(0);
  let turn = 0;
  for (let n = 0; n < rows || rest.length > 0; ) {
    const size = sizes[turn++ % sizes.length] ?? 1;
    while (rest.length < size && n < rows) {
      const lines = Array.from({ length: Math.min(100, rows - n) }, (_, index) => lineOf(n + index));
      n += lines.length;
      rest = Buffer.concat([rest, Buffer.from(lines.join(''), 'latin1')]);
    }
    const length = rest.copy(memory, 0, 0, size);
    rest = rest.subarray(length);
    yield memory.subarray(0, length);
    memory.fill('!');
    await Promise.resolve();
  }
}

it.each([
  ['of all sizes, an empty one among them', 3_000, [1, 0, 70_000, 1, 1_048_576, 15, 16_384, 300_000]],
  ['that are large, faster than the server takes them', 20_000, [1_048_576, 1_000_000, 1_048_575]],
  ['that are short', 200, [1, 2, 500, 3, 1]],
] as const)('a file comes to the server whole from pieces %s', async (_, rows, sizes) => {
  await server.query('DROP DATABASE IF EXISTS imp_federation; CREATE DATABASE imp_federation');
  await server.query('CREATE TABLE imp_federation.t (n INT PRIMARY KEY, v TEXT CHARACTER SET latin1)');
  const expected = Array.from({ length: rows }, (__, n) => crc32(lineOf(n).split('\t')[1]?.trimEnd() ?? ''));
  for (const tls of ['off', { ca }] as const) {
    await withConnection({ ...mysql, tls }, 'loader', { database: 'imp_federation' }, async (connection) => {
      await connection.execute('DELETE FROM t');
      const result = await connection.loadLocal(LOAD, overwriting(rows, sizes));
      expect(result).toMatchObject({ records: rows, skipped: 0, warnings: 0 });
      const [found] = await connection.query('SELECT COUNT(*) AS count, CAST(SUM(CRC32(v)) AS CHAR) AS sum FROM t');
      expect(found).toEqual({ count: rows, sum: `${expected.reduce((sum, one) => sum + one, 0)}` });
    });
  }
});
