import {
  CONTROL_SCHEMA,
  MAX_IDENTIFIER_LENGTH,
  originalSchema,
  previousSchema,
  stagingSchema,
} from '../../contracts/dump-import/target-names.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { Path, Problems } from '../document/problems.js';

const RESERVED = ['information_schema', 'mysql', 'performance_schema', 'sys', CONTROL_SCHEMA];

/** The oldest of the previous generations is still on its way out during a publish. */
const derivedNames = (database: string, keepPrevious: number): string[] => [
  stagingSchema(database),
  ...Array.from({ length: keepPrevious + 1 }, (_, index) => previousSchema(database, index + 1)),
  originalSchema(database),
];

/**
 * Checks names across all pipelines: a database belongs to one pipeline, and no derived name may be another database's.
 */
export const checkDatabases = (
  pipelines: readonly { readonly settings: DumpImportSettings; readonly path: Path }[],
  problems: Problems,
): void => {
  const all = pipelines.flatMap(({ settings, path }) =>
    settings.databases.map((database, index) => ({
      database,
      pipeline: settings.name,
      keepPrevious: settings.publish.keepPrevious,
      path: [...path, 'database', 'target_databases', index],
    })),
  );
  // Servers may compare names without regard to case.
  const owners = new Map<string, string>();
  for (const { database, pipeline, keepPrevious, path } of all) {
    const key = database.name.toLowerCase();
    const owner = owners.get(key);
    if (owner !== undefined) problems.add([...path, 'name'], `already belongs to the pipeline "${owner}"`);
    else owners.set(key, pipeline);
    const state = nameProblem(database.name, keepPrevious);
    if (state !== undefined) problems.add([...path, 'name'], state);
  }
  for (const { database, keepPrevious, path } of all) {
    const hit = derivedNames(database.name, keepPrevious).find((name) => owners.has(name.toLowerCase()));
    if (hit !== undefined)
      problems.add([...path, 'name'], `needs the schema "${hit}", which is a target database itself`);
  }
  for (const { settings, path } of pipelines) checkFilePatterns(settings, path, problems);
};

const nameProblem = (name: string, keepPrevious: number): string | undefined => {
  if (RESERVED.includes(name.toLowerCase())) return 'is the name of a schema that an import must not touch';
  if (/[\u0000-\u001f\u007f/\\.`]|^\s|\s$/.test(name))
    return 'must not hold "/", "\\", ".", "`", or blanks at its ends';
  const longest = derivedNames(name, keepPrevious).toSorted((a, b) => b.length - a.length)[0] ?? '';
  const length = [...longest].length;
  if (length <= MAX_IDENTIFIER_LENGTH) return undefined;
  return `is too long: "${longest}" would have ${length} characters, a server allows ${MAX_IDENTIFIER_LENGTH}`;
};

const checkFilePatterns = ({ databases }: DumpImportSettings, path: Path, problems: Problems): void => {
  const seen = new Map<string, string>();
  for (const [index, { name, filePattern }] of databases.entries()) {
    const other = seen.get(filePattern);
    if (other === undefined) seen.set(filePattern, name);
    else
      problems.add(
        [...path, 'database', 'target_databases', index, 'file_pattern'],
        `is also the pattern of "${other}"`,
      );
  }
};
