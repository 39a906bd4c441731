import type { DatabaseComparison } from '../../database-sync/compare/compare-databases.js';
import type { ConnectionOf } from '../../contracts/connections/connection.js';
import type { Settings } from '../../contracts/settings.js';
import type { CommandContext } from '../context.js';
import { findConnection } from '../../contracts/connections/connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import { EXIT } from '../output/exit-code.js';
import { printError } from '../output/print-error.js';

export interface CompareDatabasesFlags {
  readonly schema?: readonly string[];
  readonly json?: boolean;
}

/**
 * Compares the definitions of two databases, which are names of `connections:`; needs no API and no worker. Exits
 * with 0 where they are equal, 1 where not, and 2 where a name is wrong or a database cannot be read.
 */
export const compareDatabasesCommand = async (
  context: CommandContext,
  names: readonly [string, string],
  { schema, json }: CompareDatabasesFlags,
): Promise<void> => {
  try {
    const settings = await context.settings();
    const [first, second] = [postgresOf(settings, names[0]), postgresOf(settings, names[1])];
    // Loaded here: the other commands start without connectors.
    const { compareDatabases } = await import('../../database-sync/compare/compare-databases.js');
    const options = { signal: context.interrupted, ...(schema === undefined ? {} : { schemas: schema }) };
    const comparison = await compareDatabases(first, second, options);
    if (json) context.out(`${JSON.stringify(jsonOf(names, comparison))}\n`);
    else for (const line of describe(names, comparison)) context.out(`${line}\n`);
    if (comparison.differences.length > 0) context.exit(EXIT.failed);
  } catch (error) {
    // As of diff: 1 would say that the databases differ.
    printError(error, context);
    context.exit(EXIT.usage);
  }
};

const postgresOf = (settings: Settings, name: string): ConnectionOf<'postgres'> => {
  const connection = findConnection(settings, name);
  if (connection.kind === 'postgres') return connection;
  throw new StevedoreError(
    'REQUEST_INVALID',
    `Cannot compare "${name}": it is a connection of kind ${connection.kind}; name two of kind postgres`,
  );
};

const jsonOf = ([first, second]: readonly [string, string], { versions, ...comparison }: DatabaseComparison) => ({
  first: { connection: first, server_version: versions[0] },
  second: { connection: second, server_version: versions[1] },
  equal: comparison.equal,
  differences: comparison.differences.map(({ type, identity, state, aspects }) => ({
    type,
    name: identity,
    state: state.replaceAll(' ', '_'),
    aspects,
  })),
  by_name_only: comparison.byNameOnly,
});

const describe = (names: readonly [string, string], { versions, ...comparison }: DatabaseComparison): string[] => {
  const { differences, equal, byNameOnly } = comparison;
  const [major, other] = versions.map((version) => Math.floor(version / 10_000));
  const apart = differences.length === 1 ? '1 differs' : `${differences.length} differ`;
  return [
    ...differences.flatMap((difference) => describeDifference(names, difference)),
    `${names[0]} and ${names[1]}: ${equal} objects are equal, ${apart}`,
    ...(byNameOnly.length === 0 ? [] : [`compared by name only: ${byNameOnly.join(', ')}`]),
    ...(major === other
      ? []
      : [`the servers are PostgreSQL ${major} and ${other}, which print some definitions in other words`]),
  ];
};

type Difference = DatabaseComparison['differences'][number];

const describeDifference = (
  names: readonly [string, string],
  { type, identity, state, aspects }: Difference,
): string[] => {
  if (state !== 'different') {
    const there = state === 'only in the first' ? names[0] : names[1];
    return [`${type} ${identity}  only in ${there}`];
  }
  return [
    `${type} ${identity}`,
    ...aspects.flatMap(({ what, first, second }) => [
      `  ${what}`,
      ...first.map((line) => `  < ${line.trim()}`),
      ...second.map((line) => `  > ${line.trim()}`),
    ]),
  ];
};
