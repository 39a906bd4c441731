import { basename } from 'node:path';
import type { JsonObject } from '../../../contracts/projects/project.js';
import { readTexts } from '../../document/check-schema.js';
import { interpolate } from '../../document/interpolate.js';
import type { Environment } from '../../document/environment.js';
import { Problems } from '../../document/problems.js';
import { readSourceDocument } from '../../document/source-document.js';
import { namesIn, readVariableFiles } from '../../document/variable-files.js';
import type { Machine } from '../../fields/machine.js';
import { thisMachine } from '../../fields/machine.js';
import { projectBlock } from './project-block.js';
import { problemsOf } from './project-problems.js';
import { projectSettings } from './project-settings.js';

/** A project's file as it is sent to the API. */
export interface ProjectFile {
  readonly name: string;
  /** The database: by the name of a connection, or by the URL that a variable of the environment has. */
  readonly connection?: { readonly name: string } | { readonly url: string };
  /** With the text of the key, where the file names it by its path. */
  readonly config: JsonObject;
}

/**
 * Reads a project's file. `${NAME}` and `${file:PATH}` stand for secrets, as in the configuration; without `project`
 * its name is that of the file. Throws CONFIG_INVALID with every problem at once, each with its line and column.
 */
export const readProjectFile = (
  text: string,
  fileName: string,
  env: Environment,
  machine: Machine = thisMachine(),
): ProjectFile => {
  const source = readSourceDocument(text);
  const problems = new Problems(fileName, source.positionOf);
  for (const problem of source.syntaxProblems) problems.addAt(problem.position, problem.text);
  problems.throwIfAny();
  const { env_var: named } = (source.data as { connection?: { env_var?: unknown } } | null)?.connection ?? {};
  const names = [...namesIn(text), ...(typeof named === 'string' ? [named] : [])];
  const variables = readVariableFiles(env, names, machine.readFile);
  const filled = interpolate(source.data ?? {}, { ...variables, readFile: machine.readFile });
  for (const { path, source: what, state } of filled.unset) problems.add(path, `needs ${what}, which ${state}`);
  for (const { path, state } of filled.malformed) problems.add(path, state);
  problems.throwIfAny();
  const { context, parse } = problemsOf(machine, problems);
  const data = readTexts(projectBlock, filled.data, (path) => filled.touched.has(JSON.stringify(path)));
  const block = parse(projectBlock, data);
  const settings = block && projectSettings(block, { connection: 'target', kind: 'postgres' }, context);
  const connection = block?.connection;
  const url = typeof connection === 'object' ? variables.env[connection.env_var] : undefined;
  if (typeof connection === 'object' && (url === undefined || url === ''))
    problems.add(
      ['connection', 'env_var'],
      `names the environment variable ${connection.env_var}, which ${variables.unread.get(connection.env_var) ?? 'is not set'}`,
    );
  problems.throwIfAny();
  const { project, connection: _, ...config } = data as Record<string, unknown> & { sftp?: object };
  const key = settings?.sftp?.server.privateKey;
  return {
    name: typeof project === 'string' ? project : basename(fileName).replace(/\.(?:ya?ml|json)$/i, ''),
    ...(url !== undefined ? { connection: { url } } : {}),
    ...(typeof connection === 'string' ? { connection: { name: connection } } : {}),
    config: key === undefined ? config : { ...config, sftp: { ...config.sftp, key_path: key } },
  };
};
