import type { ConnectionSettings } from '../../../contracts/connections/connection.js';
import { findConnection } from '../../../contracts/connections/connection.js';
import { standardSchema } from '../../../contracts/connections/standard-schema.js';
import { StevedoreError } from '../../../contracts/errors.js';
import type { SaidOfFile } from '../../../contracts/table-import/preview/file-preview.js';
import type { Resource } from '../../../contracts/table-import/resource.js';
import type { ImportDeps } from '../bulk/import-deps.js';
import type { FoundUpload } from './upload-note.js';
import type { UploadPreviewJson } from './upload-schema.js';
import { previewJson, uploadJson } from './upload-schema.js';

export interface AskedPreview {
  readonly said: SaidOfFile;
  readonly to?: PreviewTarget | undefined;
  /** Columns of the file to those of the table, '' to leave one out. */
  readonly mapping?: Readonly<Record<string, string>> | undefined;
}

/** A resource, or a connection and a table. */
export interface PreviewTarget {
  readonly resource?: string | undefined;
  readonly connection?: string | undefined;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
}

/**
 * Reads the beginning of an upload and the table that it may go into. Changes nothing. Throws RESOURCE_UNKNOWN,
 * CONNECTION_UNKNOWN, REQUEST_INVALID, TABLE_UNSUITABLE, what reading the file throws, and the connector's codes.
 */
export const previewUpload = async (
  { imports, connections }: { readonly imports: ImportDeps; readonly connections: readonly ConnectionSettings[] },
  upload: FoundUpload,
  { said, to, mapping }: AskedPreview,
): Promise<UploadPreviewJson> => {
  const { previews } = imports;
  const preview = await previews.read(upload.path, upload.format, said);
  const head = { upload: uploadJson(upload), ...previewJson(preview) };
  if (to === undefined) return { ...head, table: null, mapping: [] };
  const resource = to.resource === undefined ? undefined : resourceOf(imports, to.resource);
  const target = resource ?? tableOf(to);
  const connection = findConnection({ connections }, target.connection);
  if (connection.kind !== 'postgres' && connection.kind !== 'mysql')
    throw refuse(`the connection "${connection.name}" is of the kind "${connection.kind}", which has no tables`);
  const name = { schema: target.schema ?? standardSchema(connection), table: target.table };
  const facts = await imports.withTarget(connection.name, (database) => database.describe(name));
  const known = { connection: connection.name, ...name };
  if (facts === undefined) {
    const key = resource?.key ?? [];
    return { ...head, table: { ...known, exists: false, unsuitable: null, key, columns: [] }, mapping: [] };
  }
  const columns = previews.columns(facts, resource);
  return {
    ...head,
    table: {
      ...known,
      exists: true,
      unsuitable: facts.unsuitable ?? null,
      key: resource?.key ?? facts.primaryKey,
      columns: columns.map(({ name: column, sqlType, isNeeded }) => ({
        name: column,
        type: sqlType,
        needed: isNeeded,
      })),
    },
    mapping: previews
      .propose(preview, columns, mapping)
      .map(({ column, to: into, by, misfits }) => ({ column, to: into ?? null, by, misfits })),
  };
};

const resourceOf = ({ resources }: ImportDeps, name: string): Resource => {
  const resource = Object.hasOwn(resources, name) ? resources[name] : undefined;
  if (resource !== undefined) return resource;
  throw new StevedoreError(
    'RESOURCE_UNKNOWN',
    `Cannot map the upload to "${name.slice(0, 100)}": no resource of the name is declared`,
  );
};

const tableOf = ({ connection, schema, table }: PreviewTarget): Pick<Resource, 'connection' | 'schema' | 'table'> => {
  if (connection === undefined || table === undefined) throw refuse('name a resource, or a connection and a table');
  return { connection, table, ...(schema === undefined ? {} : { schema }) };
};

const refuse = (why: string): StevedoreError => new StevedoreError('REQUEST_INVALID', `Cannot map the upload: ${why}`);
