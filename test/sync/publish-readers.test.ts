import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresServer } from '../support/postgres-server.js';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import { dropGenerations } from '../../src/database-sync/publish/drop-generations.js';
import { publishGeneration } from '../../src/database-sync/publish/publish-generation.js';
import { rollbackGeneration } from '../../src/database-sync/publish/rollback-generation.js';
import { takeEpoch } from '../../src/database-sync/fence/take-epoch.js';
import { startPostgres } from '../support/postgres-server.js';
import { postgresSettings, stageByHand, tablesOf } from './hand-made-generation.js';
import { startReaders } from './readers.js';

const inTest = { applicationName: 'test' };
const PUBLISHES = 20;
const ROLLBACKS = 5;

/** Readers may hold a lock at each try, as they would for a run, which asks again. */
const untilLocked = async <T>(body: () => Promise<T>): Promise<T> => {
  for (let left = 40; ; left -= 1) {
    try {
      return await body();
    } catch (error) {
      if ((error as { code?: string }).code !== 'PUBLISH_LOCKED' || left === 0) throw error;
    }
  }
};

describe.each(['machine', 18] as const)('readers on PostgreSQL %s', (version) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ version });
  });
  afterAll(() => server.stop());

  it(`see one generation or the other in ${PUBLISHES} publishes and ${ROLLBACKS} rollbacks, and wait for half a second at most`, async () => {
    await server.query(
      `${tablesOf('public', 0)} create function public.bound() returns table (one int, other int) language sql begin atomic
         select a.generation, b.generation from public.a join public.b using (id); end`,
    );
    const target = postgresSettings(server);
    const readers = await startReaders(server, 'postgres');
    // As old as the program: it has its snapshot, and no lock, before anything is loaded.
    const old = new pg.Client({ host: server.host, port: server.port, user: 'postgres', database: 'postgres' });
    await old.connect();
    await old.query('begin isolation level repeatable read');
    await old.query('select 1 from pg_class limit 1');
    for (let generation = 1; generation <= PUBLISHES; generation += 1) {
      const epoch = await stageByHand(server, target, generation);
      await untilLocked(() => publishGeneration(target, { epoch }));
      if (generation % (PUBLISHES / ROLLBACKS) === 0) {
        const back = await takeEpoch(target, randomUUID(), inTest);
        await untilLocked(() => rollbackGeneration(target, { epoch: back }));
      }
      await withConnection(target, inTest, (connection) => dropGenerations(connection));
    }
    const seen = await readers.stop();
    const ofOld = await old.query(
      'select count(*)::int as n, count(distinct generation)::int as generations from public.a',
    );
    await old.query('commit');
    await old.end();
    expect(ofOld.rows).toEqual([{ n: 50, generations: 1 }]);
    const { atomicFunction, ...others } = seen;
    for (const each of Object.values(seen)) {
      expect(each.reads).toBeGreaterThan(PUBLISHES);
      expect(each.failed).toEqual([]);
      expect(each.partial).toBe(0);
      expect(each.longestMs).toBeLessThanOrEqual(500);
    }
    expect(Object.values(others).map(({ mixed }) => mixed)).toEqual(Object.values(others).map(() => 0));
    expect(atomicFunction?.mixed).toBeLessThanOrEqual(PUBLISHES + ROLLBACKS);
  });
});
