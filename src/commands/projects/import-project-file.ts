import type { ProjectFile } from '../../config/table-import/project/read-project-file.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { ApiClient } from '../api-client.js';
import type { CommandContext } from '../context.js';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Makes the project of a file, or changes it to what the file says, with its connection. */
export const importProjectFile = async (context: CommandContext, file: string, json = false): Promise<void> => {
  const [{ readProjectFile }, { readText }] = await Promise.all([
    import('../../config/table-import/project/read-project-file.js'),
    import('../../config/read-text.js'),
  ]);
  const project = readProjectFile(readText(file), file, context.environmentOf());
  const api = await context.api();
  const connectionId = await connectionOf(context, api, project);
  const body = {
    ...(connectionId === undefined ? {} : { connection_id: connectionId }),
    config: project.config,
    by: context.user,
  };
  const path = `/projects/${encodeURIComponent(project.name)}`;
  const isThere = await api.get(path).then(
    () => true,
    (error: unknown) => {
      if (isStevedoreError(error) && error.code === 'PROJECT_UNKNOWN') return false;
      throw error;
    },
  );
  const made = isThere
    ? await api.put<object>(path, body)
    : await api.post<object>('/projects', { name: project.name, ...body });
  if (json) context.out(`${JSON.stringify(made)}\n`);
  else context.out(`${project.name}\n`);
  context.err(
    `${isThere ? 'Changed' : 'Made'} the project "${project.name}"; import its files with: stevedore project run ${project.name} --wait\n`,
  );
};

/** The id of the project's connection, which is made where the file gives its URL; undefined where it names none. */
const connectionOf = async (
  { err, user }: CommandContext,
  api: ApiClient,
  { name, connection }: ProjectFile,
): Promise<string | undefined> => {
  if (connection === undefined) return undefined;
  const { connections } = await api.get<{ connections: readonly Named[] }>('/connections');
  const wanted = 'name' in connection ? connection.name : name;
  const there = connections.find((one) => one.name === wanted || one.id === wanted);
  // The API says what there is.
  if ('name' in connection) return there?.id ?? wanted;
  const body = { name, database_url: connection.url, by: user };
  const { id } =
    there === undefined
      ? await api.post<Named>('/connections', body)
      : await api.put<Named>(`/connections/${there.id}`, body);
  err(`${there === undefined ? 'Made' : 'Changed'} the connection "${name}"\n`);
  return id;
};
