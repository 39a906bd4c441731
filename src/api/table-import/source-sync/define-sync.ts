import { isAbsolute, posix, relative, resolve } from 'node:path';
import { shownUrl } from '../../../contracts/connections/checked-url.js';
import type { ConnectionSettings } from '../../../contracts/connections/connection.js';
import type { ImportDefinition } from '../../../contracts/definitions/import-definition.js';
import { ownConnectionName } from '../../../contracts/definitions/import-definition.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { FileFormats, FileSource } from '../../../contracts/table-import/settings.js';
import type { SyncMetadata } from '../../../contracts/source-sync/source-sync.js';
import { apiSource } from './api-source.js';
import type { SyncDeps } from './sync-deps.js';
import { syncResource } from './sync-resource.js';
import type { TriggerBody } from './sync-schema.js';

/** What a sync has to do, before any of it is kept. */
export interface DefinedSync {
  readonly definition: Omit<ImportDefinition, 'connections' | 'createdAt'>;
  /** Its own connection, which is a secret. */
  readonly connection?: ConnectionSettings;
  readonly metadata: SyncMetadata;
}

/** Throws REQUEST_INVALID, FILE_FORBIDDEN and CONNECTION_UNKNOWN for what no run of it could do. */
export const defineSync = (id: string, body: TriggerBody, deps: SyncDeps, by: string): DefinedSync => {
  const { options } = body;
  const { source, files, connection } = SOURCES[body.sourceType](id, body, deps);
  if (options.targetTable === 'content_index' && options.contentType === undefined && !maps(body, 'content_type'))
    throw refuse('"options.contentType" is missing, and no mapping gives "content_type"');
  const resource = syncResource(deps.settings.connection, body);
  return {
    definition: {
      id,
      label: `sync of ${body.sourceType} ${labelOf(body)}`.slice(0, 255),
      seen: 'again',
      ...(source === undefined ? {} : { source }),
      tables: [{ filePattern: '*', resource, ...formatsOf(body) }],
    },
    ...(connection === undefined ? {} : { connection }),
    metadata: {
      target_table: options.targetTable,
      ...(options.contentType === undefined ? {} : { content_type: options.contentType }),
      ...(options.dryRun || options.preview ? { dry_run: true } : {}),
      by,
      ...(options.callbackUrl === undefined ? {} : { calls_back: true }),
      ...(files === undefined ? {} : { files }),
    },
  };
};

interface Defined {
  readonly source?: FileSource;
  readonly files?: readonly string[];
  readonly connection?: ConnectionSettings;
}

type Define = (id: string, body: TriggerBody, deps: SyncDeps) => Defined;

/** A path of the worker's disk, or a file on an SFTP server. */
const fileSource: Define = (_id, { sourceIdentifier }, deps) => {
  if (!sourceIdentifier.startsWith('sftp://')) return { files: [allowed(sourceIdentifier, deps)] };
  const [, connection = '', given = ''] = /^sftp:\/\/([^/]+)(\/.*[^/])$/.exec(sourceIdentifier) ?? [];
  // As SSH clients write it: from the folder that the login leads to.
  const path = given.replace(/^\/~\//, './');
  if (path === '') throw refuse('"sourceIdentifier" is not "sftp://CONNECTION/PATH"');
  if (deps.connections[connection] !== 'sftp') {
    throw new StevedoreError(
      'CONNECTION_UNKNOWN',
      `Cannot sync: the configuration names no connection "${connection.slice(0, 100)}" of the kind sftp; add it`,
    );
  }
  const name = posix.basename(path);
  return { source: { kind: 'sftp', connection, path: posix.dirname(path), filePattern: name }, files: [name] };
};

/** NDJSON is read as it is; other files are one text of JSON. */
const jsonSource: Define = (id, body, deps) => {
  const { sourceIdentifier, options } = body;
  const { source, files } = fileSource(id, body, deps);
  if (/\.(?:ndjson|jsonl)$/i.test(sourceIdentifier))
    return { ...(source === undefined ? {} : { source }), ...(files === undefined ? {} : { files }) };
  const from =
    source?.kind === 'sftp'
      ? source
      : ({
          kind: 'local',
          path: posix.dirname(files?.[0] ?? ''),
          filePattern: posix.basename(files?.[0] ?? ''),
        } as const);
  return { source: { kind: 'json', from, dataPath: options.dataPath }, files: [from.filePattern] };
};

const inventory: Define = (_id, { sourceIdentifier, options: { filePattern } }, deps) => ({
  source: { kind: 'inventory', path: allowed(sourceIdentifier, deps), filePattern },
});

const SOURCES: Readonly<Record<TriggerBody['sourceType'], Define>> = {
  csv: fileSource,
  json: jsonSource,
  folder: inventory,
  usb: inventory,
  api: (id, body) => apiSource(ownConnectionName(id, 'api'), body),
};

/** An address is shown without its query. */
const labelOf = ({ sourceType, sourceIdentifier }: TriggerBody): string =>
  sourceType === 'api' ? shownUrl(new URL(sourceIdentifier)) : sourceIdentifier;

const maps = ({ options }: TriggerBody, column: string): boolean =>
  options.columnMapping?.[column] !== undefined || options.fieldMapping?.[column] !== undefined;

/** By its name; where links lead the worker looks, whose disk it is. */
const allowed = (path: string, { folders }: SyncDeps): string => {
  const isWithin = folders.some((folder) => {
    const way = relative(folder, resolve(path));
    return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
  });
  if (isAbsolute(path) && isWithin) return resolve(path);
  throw new StevedoreError(
    'FILE_FORBIDDEN',
    `Cannot read "${path.slice(0, 200)}": it is not an absolute path in a folder of files.allow; move it there, or allow its folder`,
  );
};

const formatsOf = ({ sourceType, options }: TriggerBody): FileFormats => {
  const { encoding, delimiter, hasHeader } = options;
  const any = {
    ...(encoding === undefined ? {} : { encoding }),
    mapping: sourceToTarget({ ...options.columnMapping, ...options.fieldMapping }),
    maxRecordBytes: 16 * 1_048_576,
  };
  return {
    format: sourceType === 'csv' ? 'csv' : 'ndjson',
    csv: { format: 'csv', delimiter, quote: '"', skipLines: 0, header: hasHeader, ...any },
    ndjson: { format: 'ndjson', sparse: true, ...any },
  };
};

/** Requests say target ← source. */
const sourceToTarget = (mapping: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const sources = Object.values(mapping);
  const twice = sources.find((source, at) => sources.indexOf(source) !== at);
  if (twice !== undefined) throw refuse(`the mapping takes two columns from "${twice}"; take each once`);
  return Object.fromEntries(Object.entries(mapping).map(([target, source]) => [source, target]));
};

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot sync: ${why}`);
