import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { Catalog } from '../catalog/read-families.js';
import { unquoteName } from '../../connectors/postgres/quote-name.js';
import { StevedoreError } from '../../contracts/errors.js';
import { readGrants } from '../catalog/attached/read-grants.js';
import { readerOf } from '../catalog/read-catalog.js';
import { nameForGrant } from '../ddl/attached/object-words.js';
import { changesBetween, changeText } from '../ddl/attached/write-grants.js';
import { runStatements } from '../ddl/run-statements.js';
import { groupBy } from '../group-by.js';

/**
 * Gives the objects of these schemas the privileges that each is born with: what the target's own default privileges
 * added or took is undone. Throws PROOF_FAILED, which names it, if one of `untouched` (as `type name`) needs that: its
 * privileges were right before, and somebody has changed them.
 */
export const revokeDefaults = async (
  connection: PostgresConnection,
  schemas: readonly string[],
  untouched: ReadonlySet<string> = new Set(),
): Promise<void> => {
  const all = await readGrants(readerOf(connection));
  const own = all.filter(({ schema }) => schema !== null && schemas.includes(unquoteName(schema)));
  for (const rows of groupBy(own, ({ object, column }) => `${object} ${column ?? ''}`).values()) {
    const statements = backToBorn(rows);
    const [first] = rows;
    if (first === undefined || statements.length === 0) continue;
    if (untouched.has(`${first.type} ${first.identity}`)) throw changedByHand(first);
    await runStatements(connection, statements);
  }
};

const backToBorn = (rows: Catalog['grants']): string[] => {
  const [first] = rows;
  if (first === undefined) return [];
  const { type, identity, column } = first;
  const state = (which: 'now' | 'born') => rows.filter((row) => row.state === which);
  return changesBetween(state('now'), state('born')).map((change) =>
    changeText(
      change,
      (privileges) =>
        `${privileges.map((each) => (column === null ? each : `${each}(${column})`)).join(', ')} ON ${nameForGrant(type, identity)}`,
    ),
  );
};

const changedByHand = ({ type, identity }: Catalog['grants'][number]): StevedoreError =>
  new StevedoreError(
    'PROOF_FAILED',
    `Cannot accept the definitions in staging: the grants of the ${type} ${identity} were changed while it was filled; nothing was published`,
    { details: { object: `${type} ${identity}` } },
  );
