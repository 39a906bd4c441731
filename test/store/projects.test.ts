import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import { openStore } from './open-store.js';
import { addProjectRows, CONNECTION, END, JOB, PROJECT } from './project-rows.js';

describe.each(STORE_SERVERS)('projects in a store on %s', (_name, start) => {
  let server: StoreServer;
  let store: Store;

  beforeAll(async () => {
    server = await start({ odd: true });
    store = await openStore(server, 'projects');
    await store.migrate();
    await addProjectRows(store);
  });
  afterAll(async () => {
    await store?.close();
    await server?.stop();
  });

  it('connections and projects are read as they were given, by name only once', async () => {
    expect(await store.projectConnections.get('c')).toEqual(CONNECTION);
    expect(await store.projectConnections.byName(CONNECTION.name)).toEqual(CONNECTION);
    expect(await store.projectConnections.add(CONNECTION)).toBe(true);
    expect(await store.projectConnections.add({ ...CONNECTION, id: 'd' })).toBe(false);
    expect(await store.projects.get(PROJECT.name)).toEqual(PROJECT);
    expect(await store.projects.add({ ...PROJECT, id: 'q' })).toBe(false);
  });

  it('a connection takes no name of another, and stays while a project uses it', async () => {
    await store.projectConnections.add({ ...CONNECTION, id: 'd', name: 'other' });
    expect(await store.projectConnections.update({ ...CONNECTION, id: 'd' })).toBe(false);
    const { description: _, ...plain } = CONNECTION;
    expect(await store.projectConnections.update({ ...plain, id: 'd', name: 'third' })).toBe(true);
    expect(await store.projectConnections.get('d')).toEqual({ ...plain, id: 'd', name: 'third' });
    expect(await store.projectConnections.remove('c')).toEqual([PROJECT.name]);
    expect(await store.projectConnections.remove('d')).toEqual([]);
    expect((await store.projectConnections.list()).map(({ id }) => id)).toEqual(['c']);
  });

  it('a job keeps its first run and its first end, with all files and problems', async () => {
    await store.projectJobs.add({ ...JOB, id: 'open' });
    await store.projectJobs.setRun('open', 'first');
    await store.projectJobs.setRun('open', 'second');
    await store.projectJobs.begin('open', JOB.createdAt);
    expect(await store.projectJobs.open()).toEqual([
      { ...JOB, id: 'open', runId: 'first', status: 'running', startedAt: JOB.createdAt },
    ]);
    await store.projectJobs.close('j', { ...END, status: 'completed', problems: [] });
    const { completedAt, startedAt } = END;
    expect(await store.projectJobs.get('j')).toEqual({ ...JOB, status: 'failed', startedAt, completedAt, end: END });
    expect(await store.projectJobs.list({ limit: 10, offset: 0 })).toMatchObject({ total: 2 });
  });

  it('the end of a retry stands in place of the first, and an older one that is told late changes nothing', async () => {
    await store.projectJobs.add({ ...JOB, id: 'again' });
    await store.projectJobs.setRun('again', 'first');
    await store.projectJobs.close('again', END, 'first');
    await store.projectJobs.close('again', { ...END, status: 'completed' }, 'first');
    expect(await store.projectJobs.get('again')).toMatchObject({ runId: 'first', end: END });
    const [file] = END.files;
    const retried = { ...END, status: 'completed' as const, completedAt: '2026-01-02T05:00:00.001Z', problems: [] };
    const second = { ...retried, files: file === undefined ? [] : [file] };
    await store.projectJobs.close('again', second, 'second');
    await store.projectJobs.close('again', END, 'first');
    expect(await store.projectJobs.get('again')).toMatchObject({ runId: 'second', status: 'completed', end: second });
  });

  it('a job with more problems than a statement takes has the first thousand', async () => {
    await store.projectJobs.add({ ...JOB, id: 'many' });
    const problems = Array.from({ length: 1_200 }, (_, n) => ({ type: 'record', message: `line ${n}`, fileNo: 1 }));
    await store.projectJobs.close('many', { ...END, problems });
    expect((await store.projectJobs.get('many'))?.end?.problems).toEqual(problems.slice(0, 1_000));
  });

  it('the retention forgets jobs that ended before, with their files and errors', async () => {
    await store.prune('2026-02-01T00:00:00.000Z');
    expect((await store.projectJobs.list({ limit: 10, offset: 0 })).jobs.map(({ id }) => id)).toEqual(['open']);
    for (const table of ['cpi_job_files', 'cpi_job_errors'])
      expect(await server.query(`select count(*) from projects.${table}`)).toBe('0');
    expect(await store.projects.get(PROJECT.name)).toEqual(PROJECT);
  });
});
