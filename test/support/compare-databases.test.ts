import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareDatabases } from './compare-databases.js';
import { DEMO_DATABASES, makeDumps } from './dump-data.js';
import { startMariadb } from './mariadb-server.js';
import type { MariadbServer } from './mariadb-server.js';

let left: MariadbServer;
let right: MariadbServer;
let known: string[] = [];

beforeAll(async () => {
  const [dumps, ...servers] = await Promise.all([makeDumps(), startMariadb(), startMariadb()]);
  [left, right] = servers;
  for (const server of servers) {
    await server.query('CREATE DATABASE mvdsb');
    await server.load(dumps.mvdsb, 'mvdsb');
    await server.load(dumps.portal64_bdw);
  }
});
afterAll(async () => {
  await Promise.all([left.stop(), right.stop()]);
});

describe('compareDatabases', () => {
  it('finds two loads of one dump equal, and counts what the demo promises', async () => {
    for (const database of DEMO_DATABASES) {
      const comparison = await compareDatabases(left, right, database);
      expect(comparison.differences).toEqual([]);
      expect(comparison.tables).toBeGreaterThan(7);
      expect(comparison.rows).toBeGreaterThan(1_500);
      expect(comparison).toMatchObject({ views: 2, routines: 2, events: 1 });
      expect(comparison.triggers).toBeGreaterThan(0);
    }
  });

  it.each([
    ['a changed byte', "UPDATE mvdsb.dokument SET kurz = CONCAT('x', kurz) WHERE id = 3", ['checksum of dokument']],
    ['a lost row', 'DELETE FROM portal64_bdw.game WHERE id = 7', ['checksum of game', 'rows of game']],
    ['a lost key', 'ALTER TABLE mvdsb.adresse DROP KEY ort', ['table adresse']],
    ['another view', 'CREATE OR REPLACE VIEW mvdsb.aktive AS SELECT 1 AS id, 1 AS organisation', ['view aktive']],
    ['a lost trigger', 'DROP TRIGGER mvdsb.mitglied_neu', ['trigger mitglied_neu']],
    ['a lost routine', 'DROP PROCEDURE portal64_bdw.bestenliste', ['routine procedure bestenliste']],
    ['a changed event', 'ALTER EVENT mvdsb.aufraeumen ON SCHEDULE EVERY 2 DAY', ['event aufraeumen']],
  ])('finds %s', async (_, sql, expected) => {
    await right.query(sql);
    const now = await differences();
    const found = now.filter((difference) => !known.includes(difference));
    known = now;
    expect(found.map((difference) => difference.replace(/ (?:differs:|is missing).*$/s, ''))).toEqual(expected);
  });

  it('leaves out the definer and the status of an event', async () => {
    await right.query('ALTER DEFINER=root@localhost EVENT portal64_bdw.alteSperren DISABLE');
    expect(await differences()).toEqual(known);
  });
});

const differences = async (): Promise<string[]> => {
  const comparisons = await Promise.all(DEMO_DATABASES.map((database) => compareDatabases(left, right, database)));
  return comparisons.flatMap((comparison) => comparison.differences);
};
