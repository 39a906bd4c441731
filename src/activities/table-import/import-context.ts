import { findConnection } from '../../contracts/connections/connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import type { ImportTarget } from '../../contracts/table-import/input.js';
import type { FileListing, ListedFile } from '../../contracts/table-import/listed-file.js';
import type { FileFormat } from '../../contracts/table-import/file-format.js';
import type { FileSource, TableImportSettings, TableRule } from '../../contracts/table-import/settings.js';
import type { Settings } from '../../contracts/settings.js';
import { formatFor, resourceFor, ruleFor } from '../../table-import/source/assign-table-rules.js';
import type { SourceContext } from '../../table-import/source/source-adapter.js';
import { targetRule } from '../../table-import/source/target-rule.js';
import { CONTROL_SCHEMA } from '../../table-import/target/control-names.js';
import { withTarget as withTargetOf } from '../../table-import/target/open-target.js';
import type { FoundFile } from '../../table-import/source/number-files-rules.js';
import type { TableTarget } from '../../table-import/target/table-target.js';
import { workDirectory } from '../../table-import/source/work-folder.js';
import type { ActivityDeps } from '../activity-deps.js';
import { pipelineSettings as settingsOf } from '../run/pipeline-settings.js';

/** What every step of one file is asked with. */
export interface FileRequest {
  readonly pipeline: string;
  readonly runId: string;
  readonly attempt: number;
  readonly file: ListedFile;
  readonly to?: ImportTarget;
  /** Of a run of a definition; see `perDefinition`. */
  readonly definition?: string;
}

/** A file on this host's disk. */
export interface FetchedFile {
  readonly path: string;
  /** `sha256:…`; absent where the file is read where it lies. */
  readonly checksum?: string;
  /** It has the same bytes as when it was imported before, or nothing. */
  readonly seen?: true;
  /** There is nothing in it. */
  readonly empty?: true;
  /** It does not have all that there is; the message says why. */
  readonly cut?: string;
  /** Its source is asked for what is new only. */
  readonly isNews?: true;
}

/** A step of a file that `fetchTableFile` has brought to this host's disk. */
export interface ImportRequest extends FileRequest {
  readonly fetched: FetchedFile;
  /** Of a source that is asked for what is new: what its next run has to ask from. */
  readonly since?: string;
}

/** What a listing found, before the files have numbers. */
export interface FoundFiles extends Omit<FileListing, 'files'> {
  readonly files: readonly FoundFile[];
}

/** The settings of a table import; throws PIPELINE_UNKNOWN or PIPELINE_DISABLED. */
export const pipelineSettings = ({ settings }: Pick<ActivityDeps, 'settings'>, pipeline: string): TableImportSettings =>
  settingsOf(settings, 'table-import', pipeline);

/**
 * Where a run's files come from; undefined where it names them itself: a run that names its table does, unless it has a
 * definition.
 */
export const sourceOf = (
  deps: Pick<ActivityDeps, 'settings'>,
  { pipeline, to, definition }: Pick<FileRequest, 'pipeline' | 'to' | 'definition'>,
): FileSource | undefined =>
  to === undefined || definition !== undefined ? pipelineSettings(deps, pipeline).source : undefined;

/** What sources are read with. */
export const sourceContext = ({ settings }: Pick<ActivityDeps, 'settings'>): SourceContext => ({
  connections: settings.connections,
  folders: foldersOf(settings),
  network: settings.network,
  maxDownloadBytes: settings.upload.maxBytes,
  ...(settings.upload.scan === undefined ? {} : { scan: settings.upload.scan }),
});

/** The rule of a file of this name; undefined where none matches. Throws RESOURCE_UNKNOWN and REQUEST_INVALID. */
export const ruleOf = (
  { settings }: Pick<ActivityDeps, 'settings'>,
  { tables }: TableImportSettings,
  name: string,
  to: ImportTarget | undefined,
): TableRule | undefined => (to === undefined ? ruleFor(tables, name) : targetRule(to, settings.resources));

/**
 * A file's table, and how it is read. Throws TABLE_UNKNOWN where the configuration no longer says, and TABLE_UNSUITABLE
 * for the product's own schema.
 */
export const tableOf = (deps: Pick<ActivityDeps, 'settings'>, request: FileRequest) => {
  const { pipeline, file, to } = request;
  const rule = ruleOf(deps, pipelineSettings(deps, pipeline), file.name, to);
  if (rule === undefined) {
    throw new StevedoreError(
      'TABLE_UNKNOWN',
      `Cannot import "${file.name}": no entry of "tables" of pipeline "${pipeline}" matches its name any more`,
    );
  }
  const resource = resourceFor(rule, file.name);
  const schema = resource.schema ?? schemaOf(deps.settings, resource.connection);
  if (schema.toLowerCase() === CONTROL_SCHEMA) {
    throw new StevedoreError(
      'TABLE_UNSUITABLE',
      `Cannot import into "${schema}.${resource.table}": the schema "${CONTROL_SCHEMA}" is the product's own`,
    );
  }
  const format = formatOfFile(formatFor(rule, file.name), file);
  // Services leave out what a record does not have, and a run may have few records.
  const isSparse = format.format === 'ndjson' && sourceOf(deps, request)?.kind === 'pages';
  return { resource, schema, format: isSparse ? { ...format, sparse: true } : format };
};

/** Rejects are replayed as they were read: in UTF-8, behind the header. */
const formatOfFile = (format: FileFormat, { replayOf }: ListedFile): FileFormat => {
  if (replayOf === undefined) return format;
  const { encoding: _, ...rest } = format;
  return rest.format === 'csv' ? { ...rest, skipLines: 0 } : rest;
};

/** PostgreSQL has the schema `public`; on MySQL the connection's database is meant. Throws CONNECTION_UNKNOWN. */
export const schemaOf = (settings: Pick<Settings, 'connections'>, name: string): string => {
  const connection = findConnection(settings, name);
  return connection.kind === 'mysql' ? connection.database : 'public';
};

/** Opens a connection's database for the time of `body`. Throws CONNECTION_UNKNOWN and CONFIG_INVALID. */
export const withTarget = <T>(
  { settings }: Pick<ActivityDeps, 'settings'>,
  name: string,
  body: (target: TableTarget) => Promise<T>,
): Promise<T> => withTargetOf(settings, name, body);

/** The folder of one file of a run on this host's disk. */
export const directoryOf = (
  deps: Pick<ActivityDeps, 'settings'>,
  { pipeline, runId, file }: Pick<FileRequest, 'pipeline' | 'runId' | 'file'>,
): string => workDirectory(pipelineSettings(deps, pipeline).workFolder, pipeline, runId, String(file.fileNo));

/** Folders of this host that files may be read from: those that are configured, and that of uploads. */
export const foldersOf = ({ files, upload }: Pick<Settings, 'files' | 'upload'>): readonly string[] => [
  ...files.allow,
  upload.directory,
];
