import { StevedoreError } from '../../../contracts/errors.js';
import type { JsonObject } from '../../../contracts/projects/project.js';
import { MASK } from '../../../contracts/projects/project.js';
import { projectBlock, projectSftp } from './project-block.js';
import { problemsOf } from './project-problems.js';
import { joinProject, splitProject } from './project-secrets.js';
import type { ProjectSecrets, SplitProject } from './project-secrets.js';
import { projectSettings } from './project-settings.js';
import type { ProjectSettings } from './project-settings.js';

export interface ProjectTarget {
  /** Of the connection, in what the settings say. */
  readonly connection: string;
  readonly kind: string;
}

/**
 * Checks a project's configuration, and takes its secrets out of it. The path of a key is read now, on this machine.
 * `before` are the secrets of the configuration that it replaces: `***` keeps them. Throws REQUEST_INVALID with all
 * that is wrong; an unknown key with the nearest one.
 */
export const readProject = (name: string, given: JsonObject, before: ProjectSecrets = {}): SplitProject => {
  const { context, throwIfAny, parse } = problemsOf();
  const action = `Cannot use the configuration of the project "${name}"`;
  const whole = joinProject(splitProject(given, { before }));
  for (const [block, value] of Object.entries(whole)) maskedIn(block, value).forEach((path) => unknown(path));
  const block = parse(projectBlock, whole);
  if (block?.project !== undefined && block.project !== name)
    context.problems.add(['project'], `is "${block.project.slice(0, 100)}", not the name of the project`);
  if (typeof block?.connection === 'object') {
    const state = 'names a variable of the environment, which is not read here: send a connection_id';
    context.problems.add(['connection'], state);
  }
  const settings = block && projectSettings(block, { connection: 'target', kind: 'postgres' }, context);
  throwIfAny(action);
  const key = settings?.sftp?.server.privateKey;
  const isPath = block?.sftp?.key_path?.includes('-----BEGIN') === false;
  return splitProject(given, { before, ...(isPath && key !== undefined && { keys: { 'sftp.key_path': key } }) });

  function unknown(path: readonly string[]): void {
    context.problems.add(path, `is "${MASK}", and there is no secret that it could mean`);
  }
};

const maskedIn = (block: string, value: unknown): (readonly string[])[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value)
        .filter(([, inner]) => inner === MASK)
        .map(([key]) => [block, key]);

/** What a stored project means for one import. `sftp` stands in place of the project's keys of the same name. */
export const settingsOfProject = (
  name: string,
  project: SplitProject,
  target: ProjectTarget,
  sftp: JsonObject | undefined,
): ProjectSettings => {
  const { context, throwIfAny, parse } = problemsOf();
  const joined = joinProject(project);
  const whole =
    sftp === undefined ? joined : { ...joined, sftp: overridden(joined['sftp'] as JsonObject, sftp, parse) };
  const block = parse(projectBlock, whole);
  const settings = block && projectSettings(block, target, context);
  throwIfAny(`Cannot import the project "${name}"`);
  if (settings === undefined) throw new StevedoreError('INTERNAL', `Cannot read the project "${name}"`);
  return settings;
};

const LOGIN = ['host', 'port', 'username'] as const;
const CREDENTIALS = ['password', 'key_path', 'passphrase'] as const;

/**
 * 1. What is sent to a server is meant for it: another host, port or user gets no credentials of the project, and its
 *    key is not that of the project's server.
 * 2. A request names no file of this machine: a key comes as its text.
 */
const overridden = (
  own: JsonObject = {},
  sftp: JsonObject,
  parse: ReturnType<typeof problemsOf>['parse'],
): JsonObject => {
  parse(projectSftp.partial(), sftp, ['sftp']);
  const isOther = LOGIN.some(
    (key) => sftp[key] !== undefined && sftp[key] !== (own[key] ?? (key === 'port' ? 22 : undefined)),
  );
  const brings = CREDENTIALS.some((key) => sftp[key] !== undefined);
  const refuse = (state: string): never => {
    throw new StevedoreError('REQUEST_INVALID', `Cannot import: sftp ${state}`);
  };
  if (typeof sftp['key_path'] === 'string' && !sftp['key_path'].includes('-----BEGIN'))
    refuse('names a key by its path; send the text of the key as "key_path"');
  if (isOther && !brings)
    refuse("names another server or user; send its password or key too, the project's are not for it");
  const kept = Object.entries(own).filter(
    ([key]) => !((isOther || brings) && CREDENTIALS.some((one) => one === key)) && !(isOther && key === 'host_key'),
  );
  return { ...Object.fromEntries(kept), ...sftp };
};
