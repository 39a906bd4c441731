import { randomInt } from 'node:crypto';
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteName } from '../../connectors/mysql/quote-name.js';
import type { ServerFacts } from '../../connectors/mysql/server-facts.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { ObjectKind } from '../../contracts/dump-import/stored-object.js';
import type { JournalEntry } from '../control/journal.js';
import type { Epoch } from '../control/take-epoch.js';
import { dropObject } from '../objects/create-object.js';
import type { CompletionStep } from './completion/completion-step.js';
import { isLockRefusal, shortenLockWait } from './locks/with-lock-tries.js';

/**
 * Checks as the owner, before the commit, the rights that are needed in live after it. It uses names that do not exist:
 * the server checks privileges before existence, and nothing changes. Checks each kind once per database. MySQL
 * protects routines of some definers individually, so there it alters each without a change; it does not wait for one
 * in use, because new calls would wait behind it. Throws MYSQL_PERMISSION_DENIED naming kind and database.
 */
export const tryRights = async (
  epoch: Epoch,
  steps: readonly CompletionStep[],
  { flavor, databases }: { readonly flavor: ServerFacts['flavor'] } & Pick<JournalEntry, 'databases'>,
): Promise<void> => {
  const owners = new Map<string, MysqlConnection>();
  const ownerOf = async (database: string): Promise<MysqlConnection> => {
    const owner = owners.get(database) ?? (await epoch.open('owner', database));
    owners.set(database, owner);
    return owner;
  };
  const asked = new Set<string>();
  for (const step of steps) {
    if (step.kind !== 'drop' && step.kind !== 'create') continue;
    const { database } = step;
    const { kind } = step.object;
    const owner = await ownerOf(database);
    // Whatever is created replaces something of its name.
    for (const what of step.kind === 'create' ? (['drop', 'create'] as const) : (['drop'] as const)) {
      const key = `${what} ${kind} ${database}`;
      if (asked.has(key)) continue;
      asked.add(key);
      const denied = await denialOf(() => ask(owner, what, kind));
      if (denied !== undefined) throw mayNot(what, kind, database, denied);
    }
  }
  if (flavor !== 'mysql') return;
  for (const { database, replaced } of databases) {
    for (const { kind, name } of replaced) {
      if (kind !== 'function' && kind !== 'procedure') continue;
      const owner = await ownerOf(database);
      await shortenLockWait(owner, flavor);
      const denied = await denialOf(() => owner.execute(`ALTER ${kind.toUpperCase()} ${quoteName(name)}`));
      if (denied !== undefined) throw isProtected(kind, name, database, denied);
    }
  }
};

const ask = async (owner: MysqlConnection, what: 'drop' | 'create', kind: ObjectKind): Promise<void> => {
  const name = `stevedore_${randomInt(2 ** 47)}`;
  if (what === 'drop') return dropObject(owner, { kind, name });
  const create = CREATES[kind];
  if (create !== undefined) await owner.execute(create(quoteName(name)));
};

/** These fail for a missing table, unless the account has no right to create. For other kinds the drop tells enough. */
const CREATES: Partial<Record<ObjectKind, (name: string) => string>> = {
  view: (name) => `CREATE VIEW ${name} AS SELECT 1 FROM ${name}`,
  trigger: (name) => `CREATE TRIGGER ${name} BEFORE INSERT ON ${name} FOR EACH ROW SET @stevedore = 1`,
};

const denialOf = async (body: () => Promise<unknown>): Promise<StevedoreError | undefined> => {
  try {
    await body();
  } catch (error) {
    if (isStevedoreError(error) && error.code === 'MYSQL_PERMISSION_DENIED') return error;
    if (!isLockRefusal(error) && !(isStevedoreError(error) && error.code === 'MYSQL_STATEMENT_FAILED')) throw error;
  }
  return undefined;
};

const mayNot = (what: 'drop' | 'create', kind: ObjectKind, database: string, cause: StevedoreError): StevedoreError =>
  new StevedoreError(
    cause.code,
    `Cannot put definitions of "${database}" live: the owner may not ${what} a ${kind} there; \`stevedore check\` names the grants it needs`,
    { details: { ...cause.details, database, kind }, cause },
  );

const isProtected = (kind: ObjectKind, name: string, database: string, cause: StevedoreError): StevedoreError =>
  new StevedoreError(
    cause.code,
    `Cannot replace ${kind} "${name}" of "${database}": MySQL protects what an administrator defined; drop it, ` +
      'or grant SYSTEM_USER to the owner for the first import',
    { details: { ...cause.details, database, kind, name }, cause },
  );
