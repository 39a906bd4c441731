import * as z from 'zod';
import { settingsSchema } from './settings-schema.js';
import { projectBlock } from './table-import/project/project-block.js';

export interface JsonSchema {
  readonly [key: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

let made: JsonSchema | undefined;

/** The JSON Schema (2020-12) of the configuration file, for editors; generated from the schema that checks the file. */
export const configurationJsonSchema = (): JsonSchema => {
  made ??= {
    ...jsonSchemaOf(settingsSchema),
    title: 'Configuration of Stevedore',
  };
  return made;
};

/** What a schema takes, as JSON Schema. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;

let project: JsonSchema | undefined;

/** The same of a project's file. */
export const projectJsonSchema = (): JsonSchema => {
  project ??= { ...jsonSchemaOf(projectBlock), title: 'Project of CSV files for Stevedore' };
  return project;
};

/** The keys allowed in the block of the configuration at this path. */
export const knownKeysAt = (path: readonly (string | number)[]): string[] =>
  knownKeysIn(configurationJsonSchema(), path);

/** The keys that a schema allows in the block at this path. */
export const knownKeysIn = (schema: JsonSchema, path: readonly (string | number)[]): string[] => {
  let schemas: readonly JsonSchema[] = [schema];
  for (const part of path) {
    schemas = schemas.flatMap(variants).flatMap((schema): JsonSchema[] => {
      const inner =
        typeof part === 'number' ? schema.items : (schema.properties?.[part] ?? schema.additionalProperties);
      return typeof inner === 'object' ? [inner] : [];
    });
  }
  return schemas.flatMap(variants).flatMap((schema) => Object.keys(schema.properties ?? {}));
};

const variants = (schema: JsonSchema): readonly JsonSchema[] =>
  (schema.anyOf ?? schema.oneOf)?.flatMap(variants) ?? [schema];
