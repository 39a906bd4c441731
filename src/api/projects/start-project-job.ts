/**
 * An import of a project becomes a run once.
 *
 * 1. What it has to do is kept before its row is written: whoever sees the row can start it. What it was given is
 *    copied, so that a project may change while its imports are open.
 * 2. The row comes before the start. The run's workflow id is the job's, so that Temporal starts it once; a job whose
 *    run is not known is started by `watchProjectJobs`.
 */
import { resolve } from 'node:path';
import { ownConnectionName, ownerOfDefinition } from '../../contracts/definitions/import-definition.js';
import type { OwnConnection } from '../../contracts/definitions/import-definition.js';
import type { ImportCallback } from '../../contracts/definitions/import-callback.js';
import type { ConnectionSettings } from '../../contracts/connections/connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ProjectJob } from '../../contracts/projects/project-job.js';
import type { JsonObject } from '../../contracts/projects/project.js';
import { STANDARD_TABLE_IMPORT } from '../../contracts/table-import/names.js';
import { inTime, WRITE_LIMIT_MS } from '../request/in-time.js';
import { findConnection, findProject } from './find-project.js';
import type { ProjectRouteDeps } from './route-deps.js';
import { openSecrets } from './project-secrets.js';
import { startJobRun } from '../request/start-job-run.js';

export interface ProjectImport {
  /** Of the job to be. */
  readonly id: string;
  readonly project: string;
  /** Stands in place of the project's own keys. */
  readonly sftp?: JsonObject;
  /** Files of the worker's disk, instead of those of a server. */
  readonly files?: readonly string[];
  readonly callbackUrl?: string;
  readonly by: string;
}

type StartDeps = Pick<ProjectRouteDeps, 'store' | 'runs' | 'logger' | 'projects'>;

/**
 * Throws PROJECT_UNKNOWN, CONNECTION_UNKNOWN, REQUEST_INVALID, SECRETS_UNAVAILABLE and STORE_UNREACHABLE; while
 * Temporal is away the job waits for it.
 */
export const createProjectJob = async (deps: StartDeps, asked: ProjectImport): Promise<ProjectJob> => {
  const { store, projects, logger } = deps;
  const project = await findProject(store, asked.project);
  const { id } = asked;
  const files = asked.files === undefined ? undefined : localFiles(asked.files, projects.folders);
  const job: ProjectJob = {
    id,
    projectId: project.id,
    project: project.name,
    ...(files === undefined ? {} : { files }),
    status: 'pending',
    createdAt: new Date().toISOString(),
    askedBy: asked.by,
  };
  const connection = await findConnection(store, project.connectionId);
  const target = ownConnectionName(id, 'target');
  const { settings: database } = projects.databaseOf(target, await inTime(store.secrets.get(connection.secretId)));
  const split = { config: project.config, secrets: await openSecrets(store, project) };
  const settings = projects.settingsOfProject(
    project.name,
    split,
    { connection: target, kind: database.kind },
    files === undefined ? asked.sftp : undefined,
  );
  const { sftp } = settings;
  if (files === undefined && sftp === undefined) {
    throw new StevedoreError(
      'REQUEST_INVALID',
      `Cannot import the project "${project.name}": it has no sftp server; give it one, or name "files"`,
    );
  }
  const keep = async (given: ConnectionSettings): Promise<OwnConnection> => ({
    name: given.name,
    secretId: await keepSecret(deps, id, given),
  });
  const source = ownConnectionName(id, 'source');
  const fromServer = files === undefined && sftp !== undefined;
  const callback = callbackOf(settings.callback, asked.callbackUrl, projects.callbacks);
  await inTime(
    store.definitions.add({
      id,
      label: labelOf(job),
      ...(fromServer ? { source: { kind: 'sftp', connection: source, path: sftp.path, filePattern: '*' } } : {}),
      tables: settings.tables,
      seen: 'again',
      connections: [
        await keep(database),
        ...(fromServer ? [await keep({ ...sftp.server, kind: 'sftp', name: source })] : []),
      ],
      ...(callback === undefined ? {} : { callbackSecretId: await keepSecret(deps, id, callback) }),
      createdAt: job.createdAt,
    }),
    WRITE_LIMIT_MS,
  );
  await inTime(store.projectJobs.add(job), WRITE_LIMIT_MS);
  return startProjectJob(deps, job).catch((err: unknown) => {
    logger.warn({ err, job: id }, 'Cannot start the import yet; it is tried again');
    return job;
  });
};

/** Starts the job's run where none is known; see `startJobRun`. */
export const startProjectJob = (
  { runs, store, projects }: Pick<StartDeps, 'runs' | 'store' | 'projects'>,
  job: ProjectJob,
): Promise<ProjectJob> =>
  startJobRun(runs, store.projectJobs, job, {
    kind: 'table-import',
    pipeline: STANDARD_TABLE_IMPORT,
    definition: job.id,
    label: labelOf(job),
    reportsEnd: true,
    ...(job.files === undefined ? {} : { files: job.files, host: projects.host }),
  });

const labelOf = ({ project }: Pick<ProjectJob, 'project'>): string => `project "${project}"`;

const keepSecret = ({ store }: Pick<StartDeps, 'store'>, id: string, value: object): Promise<string> =>
  inTime(store.secrets.put(ownerOfDefinition(id), JSON.stringify(value)), WRITE_LIMIT_MS);

/** A callback of the request is signed with what the project has for it. */
const callbackOf = (
  own: Partial<ImportCallback>,
  url: string | undefined,
  standard: Pick<ImportCallback, 'secret' | 'token'>,
): ImportCallback | undefined => {
  const to = url ?? own.url;
  // A token is meant for the address that it was given with.
  const { token: ownToken, ...signed } = own;
  const token = url === undefined || url === own.url ? (ownToken ?? standard.token) : undefined;
  return to === undefined
    ? undefined
    : {
        ...(standard.secret === undefined ? {} : { secret: standard.secret }),
        ...signed,
        url: to,
        ...(token === undefined ? {} : { token }),
      };
};

/** Absolute paths; a relative one is in the only folder that is allowed. */
const localFiles = (files: readonly string[], folders: readonly string[]): readonly string[] => {
  const [only, ...others] = folders;
  return files.map((file) => {
    if (file.startsWith('/')) return file;
    if (only !== undefined && others.length === 0) return resolve(only, file);
    const state =
      only === undefined ? 'files.allow of the configuration has no folder' : 'files.allow has several folders';
    throw new StevedoreError(
      'REQUEST_INVALID',
      `Cannot import "${file.slice(0, 200)}": ${state}; name the file by its absolute path in one of them`,
    );
  });
};
