import type { FileSource, TableImportSettings, TableRule } from '../table-import/settings.js';

/**
 * A table import that somebody asked for by API: what the block of a pipeline would say. The store keeps it; the input
 * of a run has its id only.
 */
export interface ImportDefinition extends Pick<TableImportSettings, 'seen'> {
  /** A UUID. */
  readonly id: string;
  /** What people know it by, such as `project "customers"`; at most 255 characters. */
  readonly label: string;
  /** Absent where the run names its files; as the store has it also where it is a secret. */
  readonly source?: FileSource;
  /** The secret that is JSON of the source: queries, headers and bodies have keys in them. */
  readonly sourceSecretId?: string;
  readonly tables: readonly TableRule[];
  /** Its own, beside those of the configuration. */
  readonly connections: readonly OwnConnection[];
  /** The secret that is JSON of `ImportCallback`: who is told of the end of its run. @default nobody */
  readonly callbackSecretId?: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** A connection of a definition. Its settings are a secret: JSON of `ConnectionSettings`, under this name. */
export interface OwnConnection {
  /** See `ownConnectionName`. */
  readonly name: string;
  readonly secretId: string;
}

/** The name of a definition's own connection: no name of the configuration begins with `@`. */
export const ownConnectionName = (definitionId: string, name: string): string => `@${definitionId}/${name}`;

/** The id of the definition that a connection belongs to; undefined for one of the configuration. */
export const definitionIdOf = (connection: string): string | undefined => /^@([0-9a-f-]{36})\//.exec(connection)?.[1];

/** Who owns the secrets of a definition: they go with it. */
export const ownerOfDefinition = (id: string): string => `definition/${id}`;
