import type { Kysely, Selectable } from 'kysely';
import type { ImportProject, ProjectConnection } from '../../contracts/projects/project.js';
import { cutText, fromDatetime } from '../column-values.js';
import type { StoreEngine } from '../engine.js';
import type { Call } from '../store-call.js';
import type { StoreTables } from '../tables.js';
import type { CpiConnectionsTable, CpiProjectsTable } from './cpi-tables.js';
import type { ProjectConnectionStore, ProjectStore } from './project-stores.js';

type Engine = Pick<StoreEngine, 'toTime' | 'keepExisting'>;

/** The databases that projects go into, in their table; see `ProjectConnectionStore`. */
export const createProjectConnectionStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime, keepExisting }: Engine,
): ProjectConnectionStore => {
  const find = async (column: 'id' | 'name', value: string): Promise<ProjectConnection | undefined> => {
    const row = await db.selectFrom('cpi_connections').selectAll().where(column, '=', value).executeTakeFirst();
    return row === undefined ? undefined : toConnection(row);
  };
  const rowOf = ({ name, description, shownUrl, secretId, updatedAt }: ProjectConnection) => ({
    name,
    description: description === undefined ? null : cutText(description),
    database_url: shownUrl,
    secret_id: secretId,
    updated_at: toTime(updatedAt),
  });
  return {
    add: (connection) =>
      call('record the connection', async () => {
        const row = { ...rowOf(connection), id: connection.id, created_at: toTime(connection.createdAt) };
        await keepExisting(db.insertInto('cpi_connections').values(row), ['name']).execute();
        return (await find('id', connection.id)) !== undefined;
      }),
    get: (id) => call('read the connection', () => find('id', id)),
    byName: (name) => call('read the connection', () => find('name', name)),
    list: () =>
      call('list the connections', async () =>
        (await db.selectFrom('cpi_connections').selectAll().orderBy('name').execute()).map(toConnection),
      ),
    update: (connection) =>
      call('change the connection', async () => {
        const other = await find('name', connection.name);
        if (other !== undefined && other.id !== connection.id) return false;
        await db.updateTable('cpi_connections').set(rowOf(connection)).where('id', '=', connection.id).execute();
        return true;
      }),
    remove: (id) =>
      call('remove the connection', async () => {
        const uses = db.selectFrom('cpi_projects').select('name').where('connection_id', '=', id).orderBy('name');
        const projects = (await uses.execute()).map(({ name }) => name);
        if (projects.length === 0) await db.deleteFrom('cpi_connections').where('id', '=', id).execute();
        return projects;
      }),
  };
};

/** Projects in their table; see `ProjectStore`. */
export const createProjectStore = (
  db: Kysely<StoreTables>,
  call: Call,
  { toTime, keepExisting }: Engine,
): ProjectStore => {
  const find = async (column: 'id' | 'name', value: string): Promise<ImportProject | undefined> => {
    const row = await db.selectFrom('cpi_projects').selectAll().where(column, '=', value).executeTakeFirst();
    return row === undefined ? undefined : toProject(row);
  };
  const rowOf = ({ connectionId, config, secretId, updatedAt }: ImportProject) => ({
    connection_id: connectionId,
    config: JSON.stringify(config),
    secret_id: secretId ?? null,
    updated_at: toTime(updatedAt),
  });
  return {
    add: (project) =>
      call('record the project', async () => {
        const { id, name, createdAt } = project;
        const row = { ...rowOf(project), id, name, created_at: toTime(createdAt) };
        await keepExisting(db.insertInto('cpi_projects').values(row), ['name']).execute();
        return (await find('id', id)) !== undefined;
      }),
    get: (name) => call('read the project', () => find('name', name)),
    list: () =>
      call('list the projects', async () =>
        (await db.selectFrom('cpi_projects').selectAll().orderBy('name').execute()).map(toProject),
      ),
    update: (project) =>
      call('change the project', async () => {
        await db.updateTable('cpi_projects').set(rowOf(project)).where('id', '=', project.id).execute();
      }),
    remove: (id) =>
      call('remove the project', async () => {
        await db.deleteFrom('cpi_projects').where('id', '=', id).execute();
      }),
  };
};

const toConnection = (row: Selectable<CpiConnectionsTable>): ProjectConnection => ({
  id: row.id,
  name: row.name,
  ...(row.description === null ? {} : { description: row.description }),
  shownUrl: row.database_url,
  secretId: row.secret_id,
  createdAt: fromDatetime(row.created_at),
  updatedAt: fromDatetime(row.updated_at),
});

const toProject = (row: Selectable<CpiProjectsTable>): ImportProject => ({
  id: row.id,
  name: row.name,
  connectionId: row.connection_id,
  config: JSON.parse(row.config) as ImportProject['config'],
  ...(row.secret_id === null ? {} : { secretId: row.secret_id }),
  createdAt: fromDatetime(row.created_at),
  updatedAt: fromDatetime(row.updated_at),
});
