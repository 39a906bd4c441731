import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const timestamp = expect.stringMatching(TIME) as string;

const MUSIC = `song_name,artist_name,music_genre,album
Despacito,Luis Fonsi,Reggaeton,Vida
Shape of You,Ed Sheeran,Pop,Divide
Bohemian Rhapsody,Queen,Rock,A Night at the Opera
`;

const PRICING = `category_id,capacity,capacity_gb,price,content_count,content_unit,is_active,is_popular
music,8GB,8,54900,1400,canciones,true,false
music,32GB,32,84900,5000,canciones,true,true
music,64GB,64,119900,10000,canciones,true,false
`;

/** Requests, answers, files and SQL of seed 004, with its own words. */
describe('seed 004', () => {
  let site: ImportSite;
  beforeAll(async () => {
    site = await startImportSite({ mariadb: true, config: { source_sync: { connection: 'catalog' } } });
  }, 180_000);
  afterAll(() => site?.stop(), 60_000);

  const query = (sql: string): Promise<string> =>
    site.mariadb?.query(sql, { database: 'catalog' }) ?? Promise.reject(new Error('There is no MariaDB'));
  const file = (name: string, content: string): string => {
    const path = join(site.inbox, name);
    writeFileSync(path, content);
    return path;
  };
  const musicRequest = (path: string, more: Json = {}): Json => ({
    sourceType: 'csv',
    sourceIdentifier: path,
    options: {
      targetTable: 'content_index',
      contentType: 'music',
      hasHeader: true,
      delimiter: ',',
      columnMapping: { title: 'song_name', artist: 'artist_name', genre: 'music_genre' },
      ...more,
    },
  });
  const trigger = async (body: Json): Promise<number> => {
    const answer = await site.ask('POST', '/v1/sync/trigger', body);
    expect([answer.status, answer.body]).toEqual([
      202,
      {
        success: true,
        data: { syncRunId: expect.any(Number) as number },
        message: 'Sync scheduled successfully',
        timestamp,
      },
    ]);
    return (answer.body['data'] as { syncRunId: number }).syncRunId;
  };
  const ended = (id: number, timeoutMs = 60_000): Promise<Json> =>
    eventually(
      `the end of sync ${id}`,
      async () => {
        const { body } = await site.ask('GET', `/v1/sync/${id}`);
        const data = body['data'] as Json;
        return ['completed', 'failed', 'cancelled'].includes(String(data['status'])) ? data : undefined;
      },
      timeoutMs,
    );
  const sync = async (body: Json): Promise<Json> => ended(await trigger(body));
  const content = async (): Promise<string[]> =>
    (
      await query(`SELECT title, artist, genre, is_available FROM content_index WHERE source_type = 'csv' ORDER BY id`)
    ).split('\n');

  it('a catalogue of music comes from CSV', async () => {
    const path = file('music_catalog.csv', MUSIC);
    const id = await trigger(musicRequest(path));
    expect(await ended(id)).toEqual({
      syncRunId: id,
      status: 'completed',
      itemsProcessed: 3,
      itemsFailed: 0,
      itemsSkipped: 0,
      errors: [],
    });
    expect(await content()).toEqual([
      'Despacito\tLuis Fonsi\tReggaeton\t1',
      'Shape of You\tEd Sheeran\tPop\t1',
      'Bohemian Rhapsody\tQueen\tRock\t1',
    ]);
    const row = `SELECT content_type, source_type, source_identifier, external_id, last_synced_at > NOW() - INTERVAL 5 MINUTE FROM content_index LIMIT 1`;
    expect(await query(row)).toBe(`music\tcsv\t${path}\tNULL\t1`);
    const answer = await site.ask('GET', `/v1/sync/${id}`);
    expect(answer.body).toEqual({ success: true, data: expect.any(Object) as object, timestamp });
  });

  it('prices come from CSV, and again where they have changed', async () => {
    const path = file('catalog_pricing.csv', PRICING);
    const request = {
      sourceType: 'csv',
      sourceIdentifier: path,
      options: { targetTable: 'catalog_items', hasHeader: true },
    };
    expect(await sync(request)).toMatchObject({ status: 'completed', itemsProcessed: 3 });
    expect(await query('SELECT capacity, price, content_count, is_active, is_popular FROM catalog_items')).toBe(
      '8GB\t54900.00\t1400\t1\t0\n32GB\t84900.00\t5000\t1\t1\n64GB\t119900.00\t10000\t1\t0',
    );
    file('catalog_pricing.csv', PRICING.replace('84900', '79900'));
    expect(await sync(request)).toMatchObject({ itemsProcessed: 1, itemsSkipped: 2 });
    expect(await query("SELECT price FROM catalog_items WHERE capacity = '32GB'")).toBe('79900.00');
  });

  it('items that are as they were are skipped and seen, and those that the source lacks are not available', async () => {
    const path = file('music_catalog.csv', MUSIC);
    await query(`UPDATE content_index SET last_synced_at = '2020-01-01' WHERE source_type = 'csv'`);
    expect(await sync(musicRequest(path))).toMatchObject({ itemsProcessed: 0, itemsSkipped: 3, itemsFailed: 0 });
    expect(await query(`SELECT COUNT(*) FROM content_index WHERE last_synced_at < '2021-01-01'`)).toBe('0');
    file('music_catalog.csv', MUSIC.replace(/^Shape.*\n/m, ''));
    expect(await sync(musicRequest(path))).toMatchObject({ status: 'completed', itemsSkipped: 2 });
    expect(await query('SELECT title FROM content_index WHERE is_available = 0')).toBe('Shape of You');
    // A preview says what would be, and changes nothing.
    file('music_catalog.csv', `${MUSIC}Yesterday,The Beatles,Rock,Help!\n`);
    const previewed = await sync(musicRequest(path, { preview: true }));
    expect(previewed).toMatchObject({ dryRun: true, itemsProcessed: 1, itemsSkipped: 3 });
    expect(await query('SELECT title FROM content_index WHERE is_available = 0')).toBe('Shape of You');
    expect(await sync(musicRequest(path))).toMatchObject({ itemsProcessed: 1, itemsSkipped: 3 });
    expect(await query('SELECT COUNT(*) FROM content_index WHERE is_available')).toBe('4');
  });

  it('whose values stand where an item differs from its row is the request’s choice', async () => {
    const path = file('music_catalog.csv', MUSIC.replace('Pop', 'Dance'));
    expect(await sync(musicRequest(path, { onConflict: 'target' }))).toMatchObject({ itemsProcessed: 0 });
    expect(await query(`SELECT genre FROM content_index WHERE title = 'Shape of You'`)).toBe('Pop');
    expect(await sync(musicRequest(path))).toMatchObject({ itemsProcessed: 1, itemsSkipped: 2 });
    expect(await query(`SELECT genre FROM content_index WHERE title = 'Shape of You'`)).toBe('Dance');
  });

  it('a bad row is an error of the sync, and keeps no other out', async () => {
    const rows = Array.from({ length: 60 }, (_, n) => (n === 40 ? 'too,few' : `t${n},a${n},g,x`));
    rows[20] = ',nobody,g,x';
    const path = file('flawed.csv', ['song_name,artist_name,music_genre,album', ...rows].join('\n'));
    const id = await trigger(musicRequest(path));
    expect(await ended(id)).toMatchObject({
      status: 'completed',
      itemsProcessed: 58,
      itemsFailed: 2,
      errors: [
        { type: 'validation', message: 'missing required field: title at line 22' },
        { type: 'parsing', message: 'Invalid row format at line 42' },
      ],
    });
    expect(await query(`SELECT * FROM sync_errors WHERE sync_run_id = ${id}`)).toMatch(/validation[\s\S]*parsing/);
    const rates = `SELECT
      error_type,
      COUNT(*) as count
    FROM sync_errors
    WHERE created_at > DATE_SUB(NOW(), INTERVAL 7 DAY)
    GROUP BY error_type;`;
    expect((await query(rates)).split('\n').sort()).toEqual(['parsing\t1', 'validation\t1']);
  });

  it('the files of a folder are items', async () => {
    const folder = join(site.inbox, 'usb');
    mkdirSync(join(folder, 'salsa'), { recursive: true });
    writeFileSync(join(folder, 'salsa', 'Idilio.mp3'), 'x'.repeat(10));
    writeFileSync(join(folder, 'Volar.mp3'), 'x');
    writeFileSync(join(folder, 'notes.txt'), 'x');
    utimesSync(join(folder, 'Volar.mp3'), 1_700_000_000, 1_700_000_000);
    const request = {
      sourceType: 'usb',
      sourceIdentifier: folder,
      options: { contentType: 'music', filePattern: '*.mp3' },
    };
    expect(await sync(request)).toMatchObject({ status: 'completed', itemsProcessed: 2 });
    const rows = `SELECT title, genre, external_id, is_available FROM content_index WHERE source_type = 'usb' ORDER BY title`;
    expect(await query(rows)).toBe('Idilio\tsalsa\tsalsa/Idilio.mp3\t1\nVolar\tNULL\tVolar.mp3\t1');
    rmSync(join(folder, 'salsa'), { recursive: true });
    await sync(request);
    expect(await query(rows)).toBe('Idilio\tsalsa\tsalsa/Idilio.mp3\t0\nVolar\tNULL\tVolar.mp3\t1');
  });

  it('NDJSON comes by SFTP', async () => {
    const films = ['{"name": "Roma", "by": "Cuarón", "id": 7}', '{"name": "Coco", "id": 8}'];
    writeFileSync(join(site.remote, 'films.ndjson'), films.join('\n'));
    const request = {
      sourceType: 'json',
      sourceIdentifier: 'sftp://files/~/out/films.ndjson',
      options: { contentType: 'movie', fieldMapping: { title: 'name', artist: 'by', external_id: 'id' } },
    };
    expect(await sync(request)).toMatchObject({ status: 'completed', itemsProcessed: 2 });
    expect(await query(`SELECT title, artist, external_id FROM content_index WHERE content_type = 'movie'`)).toBe(
      'Roma\tCuarón\t7\nCoco\tNULL\t8',
    );
  });

  it('a program uses the package as the seed does', async () => {
    const path = file('packed.csv', 'song_name,artist_name,music_genre\nA,B,C\n');
    const program = join(site.folder, 'program');
    const installed = join(program, 'node_modules', 'stevedore');
    mkdirSync(installed, { recursive: true });
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', program], {
      cwd: root,
      encoding: 'utf8',
    });
    execFileSync('tar', ['xzf', join(program, packed.trim()), '-C', installed, '--strip-components=1']);
    expect(existsSync(join(installed, 'dist', 'sync.d.ts'))).toBe(true);
    writeFileSync(
      join(program, 'program.mjs'),
      `import { syncService, contentIndexRepository } from 'stevedore/sync';
      const source = ${JSON.stringify(musicRequest(path))};
      const syncRunId = await syncService.scheduleSync(source);
      const result = await syncService.executeSync(syncRunId);
      const again = await syncService.sync(source);
      const retried = await syncService.retryFailedSyncs();
      const cleaned = [await syncService.cleanup(30), await contentIndexRepository.cleanupOld(90)];
      const refused = await syncService.sync({ sourceType: 'csv', sourceIdentifier: '/etc/passwd' }).catch((error) => error.code);
      console.log(JSON.stringify({ result, again: again.itemsSkipped, retried, cleaned, refused }));`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, ['program.mjs'], {
      cwd: program,
      env: { ...process.env, STEVEDORE_URL: site.api, STEVEDORE_API_KEY: '' },
    });
    expect(JSON.parse(stdout)).toMatchObject({
      result: { success: true, status: 'completed', itemsProcessed: 1 },
      again: 1,
      retried: 0,
      cleaned: [0, 0],
      refused: 'FILE_FORBIDDEN',
    });
  }, 120_000);

  it('the command line syncs a source, says how it ended, and what it may not read', async () => {
    const path = file('by-command.csv', 'song_name,artist_name\nLa Bamba,Ritchie Valens\n,Nobody\n');
    const options = ['--type', 'csv', '--content-type', 'music', '--map', 'title=song_name'];
    const ran = await site.cli('sources', 'sync', path, ...options, '--map', 'artist=artist_name', '--wait');
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toMatch(/^completed \d+ {2}1 processed, 0 skipped, 1 failed\n {2}validation: .*title/);
    const number = /\d+/.exec(ran.stdout)?.[0] ?? '';
    expect((await site.cli('sources', 'status', number)).stdout).toBe(ran.stdout);
    expect((await site.cli('sources', 'status')).stdout).toMatch(/completed +\d+/);
    expect((await site.cli('sources', 'resume')).code).toBe(0);
    const refused = await site.cli('sources', 'sync', '/etc/passwd', '--type', 'csv');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('files.allow')]);
    expect((await site.cli('sources', 'sync', path, '--type', 'csv', '--options', '[1]')).code).toBe(2);
  });

  it('syncs are counted, listed by SQL, and resumed; nothing hangs', async () => {
    const stats = await site.ask('GET', '/v1/sync/stats');
    const { data } = stats.body as { data: Record<string, number> };
    expect(stats.body).toEqual({ success: true, data: expect.any(Object) as object, timestamp });
    expect(Object.keys(data)).toEqual(['total', 'pending', 'in_progress', 'completed', 'failed', 'cancelled']);
    expect([data['pending'], data['in_progress'], data['completed']]).toEqual([0, 0, data['total']]);
    const listed = await query('SELECT * FROM sync_runs ORDER BY created_at DESC LIMIT 10;');
    expect(listed.split('\n').length).toBe(Math.min(10, data['total'] ?? 0));
    const hung = `UPDATE sync_runs
      SET status = 'failed',
          error_message = 'Interrupted by system restart',
          completed_at = NOW()
      WHERE status = 'in_progress'
        AND started_at < DATE_SUB(NOW(), INTERVAL 1 HOUR); SELECT ROW_COUNT()`;
    expect(await query(hung)).toBe('0');
    expect(await site.ask('POST', '/v1/sync/resume')).toMatchObject({
      status: 200,
      body: { success: true, message: 'Pending syncs resumed', timestamp },
    });
  });

  it('what cannot be is told in the same envelope', async () => {
    const refused = async (body: Json, status: number, code: string) => {
      const answer = await site.ask('POST', '/v1/sync/trigger', body);
      expect([answer.status, answer.body]).toEqual([
        status,
        { success: false, error: { code, message: expect.any(String) as string }, timestamp },
      ]);
    };
    await refused({ sourceType: 'drive', sourceIdentifier: 'x' }, 400, 'REQUEST_INVALID');
    await refused(musicRequest('/etc/passwd'), 403, 'FILE_FORBIDDEN');
    await refused(musicRequest(`${site.inbox}/../stevedore.yaml`), 403, 'FILE_FORBIDDEN');
    await refused({ ...musicRequest('sftp://nowhere/x.csv') }, 404, 'CONNECTION_UNKNOWN');
    await refused({ sourceType: 'csv', sourceIdentifier: `${site.inbox}/a.csv` }, 400, 'REQUEST_INVALID');
    const unknown = await site.ask('GET', '/v1/sync/999999');
    expect([unknown.status, unknown.body]).toMatchObject([404, { success: false, error: { code: 'SYNC_UNKNOWN' } }]);
  });
});
