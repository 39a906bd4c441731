import { OVERRIDES } from '../src/config/document/environment-overrides.js';
import { configurationJsonSchema } from '../src/config/json-schema.js';
import type { JsonSchema } from '../src/config/json-schema.js';
import { CONFIGURATION_NOTES } from './configuration-notes.js';

export interface ConfigurationKey {
  /** `import.scp.host`; `[]` is any entry of a list, `<kind>` one of a block whose names the user chooses. */
  readonly path: string;
  readonly type: string;
  readonly standard: string;
  readonly meaning: string;
}

/** Every key of the configuration file, from the schema that checks it. */
export function configurationKeys(): ConfigurationKey[] {
  const schema = configurationJsonSchema();
  const kinds = schema.properties?.['pipelines']?.additionalProperties;
  const blocks = typeof kinds === 'object' ? (kinds.oneOf ?? []) : [];
  return [
    ...keysOf(schema, []).filter(({ path }) => path !== 'pipelines'),
    ...blocks.flatMap((block) => {
      const kind = String(block.properties?.['kind']?.['const']);
      // Its keys are those of `import`.
      return kind === 'dump-import' ? [] : keysOf(block, ['pipelines', kind]);
    }),
  ];
}

/** The text of docs/configuration.md. */
export function configurationDoc(): string {
  const sections = new Map<string, ConfigurationKey[]>();
  for (const key of configurationKeys()) {
    const section = sectionOf(key.path);
    sections.set(section, [...(sections.get(section) ?? []), key]);
  }
  return [HEAD, ...[...sections].map(([name, keys]) => renderSection(name, keys)), TAIL].join('\n');
}

const keysOf = (schema: JsonSchema, path: readonly string[]): ConfigurationKey[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const own = [...path, name];
    // The pipelines have a word of their own at the end of the page.
    if (name !== 'pipelines' && typeof inner.additionalProperties === 'object') {
      const kinds = inner.additionalProperties.oneOf ?? [];
      if (kinds.length > 0)
        return kinds.flatMap((kind) =>
          keysOf(kind, [...path, `${name}<${String(kind.properties?.['kind']?.['const'])}>`]),
        );
      // Resources, and the columns of each, hooks and receivers are named by the user.
      if (NAMED_BY_USER.includes(own[0] ?? '') && inner.additionalProperties.properties !== undefined)
        return keysOf(inner.additionalProperties, [...own, '<name>']);
    }
    if (inner.properties !== undefined) return keysOf(inner, own);
    const items = inner.items?.properties === undefined ? [] : keysOf(inner.items, [...path, `${name}[]`]);
    return [keyOf(own.join('.'), inner), ...items];
  });

const NAMED_BY_USER = ['resources', 'hooks', 'notifications'];

const keyOf = (path: string, schema: JsonSchema): ConfigurationKey => {
  const variables = OVERRIDES.filter((override) => override.path.join('.') === path).map(({ variable }) => variable);
  const meaning = (schema['description'] as string | undefined) ?? CONFIGURATION_NOTES[path] ?? '';
  const parts = [
    meaning,
    ...(variables.length === 0 ? [] : [`Environment: ${variables.map((name) => `\`${name}\``).join(' or ')}.`]),
  ];
  return {
    path,
    type: typeOf(schema),
    standard: standardOf(schema),
    meaning: parts.filter((part) => part !== '').join(' '),
  };
};

const typeOf = (schema: JsonSchema): string => {
  if (typeof schema['const'] === 'string') return `\`${schema['const']}\``;
  if (schema.oneOf !== undefined) return [...new Set(schema.oneOf.map(typeOf))].join(' or ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  if (Array.isArray(schema['type'])) return typeOf({ ...schema, type: schema['type'][0] as unknown });
  if (Array.isArray(schema['enum']))
    return (schema['enum'] as unknown[]).map((value) => `\`${String(value)}\``).join(' ');
  if (schema['type'] === 'array') return `list of ${schema.items === undefined ? 'values' : typeOf(schema.items)}`;
  if (schema['type'] === 'object') {
    const names = Object.keys(schema.properties ?? {});
    return names.length > 0 ? `{ ${names.join(', ')} }` : '{ name: value }';
  }
  if (DURATION.test(String(schema['default'])) && schema['type'] === 'string') return 'duration';
  return NAMES[String(schema['type'])] ?? String(schema['type']);
};

const DURATION = /^\d+(ms|s|m|h)$/;
const NAMES: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', boolean: 'true or false' };

/** Leaves out the defaults of objects, which their keys show, and empty lists, which add nothing to the type. */
const standardOf = (schema: JsonSchema): string => {
  const value = schema['default'];
  if (value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0))
    return '';
  return typeof value === 'string' ? `\`${value === '' ? '""' : value}\`` : `\`${JSON.stringify(value)}\``;
};

/** A table for each block; `import` has one for each block within. */
const sectionOf = (path: string): string => {
  const parts = path.split('.');
  if (parts.length === 1) return path;
  if (parts[0] === 'pipelines') return parts.slice(0, 2).join('.');
  return parts[0] === 'import' || parts[0] === 'logging'
    ? parts.slice(0, Math.min(2, parts.length - 1)).join('.')
    : (parts[0] ?? '');
};

const renderSection = (name: string, keys: readonly ConfigurationKey[]): string => {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const short = (path: string) => (path === name ? path : path.slice(name.replace('[]', '').length).replace(/^\./, ''));
  const rows = keys.map(
    ({ path, type, standard, meaning }) =>
      `| \`${short(path)}\` | ${cell(type)} | ${cell(standard)} | ${cell(meaning)} |`,
  );
  const title = name.startsWith('pipelines.')
    ? `pipelines.<name> of the kind ${name.split('.')[1] ?? ''}`
    : name.replace(/^connections<(.*)>$/, 'connections.<name> of the kind $1');
  return [`## ${title}`, '', '| key | type | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
};

const HEAD = `# Configuration

Every key of \`stevedore.yaml\`. This page is generated from the schema that checks the file (\`npx tsx scripts/write-configuration-doc.ts\`).
An example to copy: [config/stevedore.example.yaml](../config/stevedore.example.yaml); for editors:
[config/stevedore.schema.json](../config/stevedore.schema.json).

- The file is \`--config FILE\`, or \`STEVEDORE_CONFIG\`, or \`./stevedore.yaml\`. All its problems are reported at once, with line and column.
- \`\${NAME}\` is the environment variable NAME, \`\${NAME:-text}\` the text if NAME is unset or empty, \`$\${\` is \`\${\`.
- \`\${file:/run/secrets/x}\` is the content of a file, without its last line end. A worker reads such files again when one has changed:
  the steps that begin then have the new secret. The passwords of the store and the keys of Temporal and of the API need a restart.
- A variable named under "Environment" overrides the file; an empty one counts as unset.
- Each of these variables may be in a file: where \`NAME\` is unset or empty and \`NAME_FILE\` is set, the content of that file counts, and is read again as the others are.
- Durations are written as Go writes them: \`500ms\`, \`300s\`, \`5m\`, \`1h30m\`. Relative paths start at the working directory.
- A key without a default is optional, except those that an enabled import needs: the target's address and accounts,
  \`scp.host\`, \`scp.username\`, \`scp.password\` or \`scp.private_key\`, \`scp.file_patterns\`, \`database.target_databases\`.
`;

const TAIL = `## Connections

\`connections.<name>\` names a server once for all pipelines that use it; its \`kind\` says which keys it has. A name has at most 64 letters, digits,
\`_\` and \`-\`, beginning with a letter. \`stevedore check\` and \`stevedore connections test NAME\` try it.

## Further pipelines

\`import\` is the pipeline of that name. Others are under \`pipelines.<name>\`, each with its \`kind\`: \`dump-import\` has the keys of \`import\`, the other kinds
have a table above. A database belongs to one pipeline. A name has at most 32 of \`a-z\`, \`0-9\`, \`_\` and \`-\`, beginning with a letter.
`;
