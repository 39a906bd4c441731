import type { ConnectionSettings } from '../connections/connection.js';
import { StevedoreError } from '../errors.js';
import type { FileSource } from '../table-import/settings.js';
import type { ImportDefinition } from './import-definition.js';
import { definitionIdOf } from './import-definition.js';

/** Where definitions and secrets are read; the store is one. */
export interface DefinitionReader {
  readonly definitions: { get(id: string): Promise<ImportDefinition | undefined> };
  readonly secrets: { get(id: string): Promise<string> };
}

export interface OpenDefinition {
  readonly definition: ImportDefinition;
  readonly connections: readonly ConnectionSettings[];
}

/**
 * A definition with its source and the settings of its connections. Throws DEFINITION_UNKNOWN, SECRET_UNKNOWN and
 * SECRETS_UNAVAILABLE.
 */
export const openDefinition = async (reader: DefinitionReader, id: string): Promise<OpenDefinition> => {
  const kept = await reader.definitions.get(id);
  if (kept === undefined) {
    throw new StevedoreError(
      'DEFINITION_UNKNOWN',
      `Cannot run the import "${id}": what it was asked to do is no longer in the store; start it again`,
    );
  }
  const { sourceSecretId } = kept;
  const source =
    sourceSecretId === undefined ? kept.source : (JSON.parse(await reader.secrets.get(sourceSecretId)) as FileSource);
  const connections = await Promise.all(
    kept.connections.map(async ({ name, secretId }) => ({
      ...(JSON.parse(await reader.secrets.get(secretId)) as ConnectionSettings),
      name,
    })),
  );
  return { definition: { ...kept, ...(source === undefined ? {} : { source }) }, connections };
};

/** The connections among which one of this name is: with those of its definition, where it is the connection of one. */
export const connectionsFor = async (
  reader: DefinitionReader,
  configured: readonly ConnectionSettings[],
  name: string,
): Promise<readonly ConnectionSettings[]> => {
  const id = definitionIdOf(name);
  return id === undefined ? configured : [...configured, ...(await openDefinition(reader, id)).connections];
};
