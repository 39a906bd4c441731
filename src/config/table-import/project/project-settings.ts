import type { SftpServerSettings } from '../../../contracts/connections/sftp.js';
import type { TableRule } from '../../../contracts/table-import/settings.js';
import { hostKeySettings } from '../../fields/host-key.js';
import { readKeyMaterial } from '../../fields/key-material.js';
import type { LoadContext } from '../../load-context.js';
import { checkTableImport } from '../check-table-import.js';
import { tableImportBlock } from '../table-import-block.js';
import { tableRules } from '../table-rules.js';
import type { ProjectBlock } from './project-block.js';

/** What a project's configuration means. */
export interface ProjectSettings {
  readonly tables: readonly TableRule[];
  /** Absent where each import names its files. */
  readonly sftp?: { readonly server: SftpServerSettings; readonly path: string };
  readonly callback: { readonly url?: string; readonly secret?: string; readonly token?: string };
}

/** The settings of a checked block; what is wrong with it all the same is a problem. */
export const projectSettings = (
  block: ProjectBlock,
  target: { readonly connection: string; readonly kind: string },
  context: LoadContext,
): ProjectSettings => {
  const { url, secret, token } = block.callback ?? {};
  return {
    tables: rulesOf(block, target, context),
    ...(block.sftp === undefined ? {} : { sftp: sftpOf(block.sftp, context) }),
    callback: {
      ...(url === undefined ? {} : { url }),
      ...(secret === undefined ? {} : { secret }),
      ...(token === undefined ? {} : { token }),
    },
  };
};

/** A project's tables are those of a pipeline. Names of files in `defaults` say that files are discovered. */
const rulesOf = (
  { defaults, table_naming: naming, tables = [] }: ProjectBlock,
  { connection, kind }: { readonly connection: string; readonly kind: string },
  context: LoadContext,
): TableRule[] => {
  const discovers = naming ?? (defaults?.file_pattern === undefined ? undefined : {});
  const block = tableImportBlock()
    .omit({ defaults: true, table_naming: true, tables: true })
    .parse({ kind: 'table-import', target: { connection } });
  const asPipeline = {
    ...block,
    defaults: whole(defaults ?? {}, defaults),
    tables: tables.map((table) => whole(table, defaults)),
    ...(discovers === undefined
      ? {}
      : { table_naming: { strip_prefix: '', strip_suffix: '', lowercase: true, ...discovers } }),
  };
  const declared = { connections: { [connection]: kind }, resources: {}, folders: [] };
  checkTableImport('project', asPipeline, [], { ...context, declared });
  return tableRules(asPipeline, {});
};

type Keys = NonNullable<ProjectBlock['defaults']>;

/** An export may have nothing to tell; only a table that is rebuilt would be emptied by it. */
const whole = <T extends Keys>(
  { chunk_size: _, ...table }: T,
  defaults: Keys | undefined,
): Omit<T, 'chunk_size'> & Pick<Keys, 'on_empty_file'> => ({
  ...table,
  on_empty_file:
    table.on_empty_file ??
    defaults?.on_empty_file ??
    ((table.rebuild_table ?? defaults?.rebuild_table) === true ? 'fail' : 'accept'),
});

const sftpOf = (
  given: NonNullable<ProjectBlock['sftp']>,
  context: LoadContext,
): NonNullable<ProjectSettings['sftp']> => {
  const { host, port, username, passphrase, remote_path: path, timeout: timeoutMs } = given;
  const privateKey =
    given.key_path === undefined
      ? undefined
      : readKeyMaterial(given.key_path, 'PRIVATE KEY', ['sftp', 'key_path'], context);
  const password = given.password === '' ? undefined : given.password;
  if (password === undefined && given.key_path === undefined)
    context.missing(['sftp', 'password'], 'give it, or "key_path"');
  const server: SftpServerSettings = {
    host,
    port,
    username,
    ...(password === undefined ? {} : { password }),
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(passphrase === undefined || passphrase === '' ? {} : { passphrase }),
    ...hostKeySettings(given.host_key),
    timeoutMs,
    protocol: 'auto',
  };
  return { server, path };
};
