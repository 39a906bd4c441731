import { CONTROL_SCHEMA, originalSchema, previousSchema, stagingSchema } from './target-names.js';

/** The privileges of the three accounts on the target: the one list for `stevedore check`, the docs and the tests. */

export type AccountName = 'loader' | 'publisher' | 'owner';

export interface RequiredGrant {
  readonly account: AccountName;
  /** A schema's plain name; `null` is every schema (`*.*`). */
  readonly on: string | null;
  readonly privileges: readonly string[];
  /** What fails without it. */
  readonly why: string;
}

/** A user and the host it connects from, in the form of `CREATE USER`. */
export interface AccountIdentity {
  readonly user: string;
  /** @default '%' */
  readonly host?: string;
}

/** A database given by name alone keeps one generation before the live one. */
export type GrantedDatabase = string | { readonly name: string; readonly keepPrevious: number };

/**
 * The privileges needed to import and roll back these databases; none is global or reaches further. Needs one more
 * schema per database than generations are kept: during a publish the oldest is still on its way out.
 */
export function requiredGrants(
  databases: readonly GrantedDatabase[],
  controlSchema: string = CONTROL_SCHEMA,
): RequiredGrant[] {
  return [
    ...databases.flatMap(grantsOfDatabase),
    {
      account: 'publisher',
      on: controlSchema,
      privileges: ['ALL PRIVILEGES'],
      why: 'keeps epochs, journal, generations, runs and log lines',
    },
  ];
}

/** Optional privileges of an account, and what is missing without them; `stevedore check` warns. */
export function optionalGrants(flavor: 'mysql' | 'mariadb'): RequiredGrant[] {
  const why = 'names the connections that keep a publish from its locks (the run waits for them all the same)';
  const keys = `${why}, and finds foreign keys of other databases, which would follow the old generation`;
  const process: RequiredGrant = { account: 'publisher', on: null, privileges: ['PROCESS'], why: keys };
  const locks: RequiredGrant = { account: 'publisher', on: 'performance_schema', privileges: ['SELECT'], why };
  return flavor === 'mysql' ? [process, locks] : [process];
}

/** The same as `GRANT` statements, without a semicolon. */
export function renderGrants(
  grants: readonly RequiredGrant[],
  accounts: Readonly<Record<AccountName, AccountIdentity>>,
): string[] {
  return grants.map(({ account, on, privileges }) => {
    const target = on === null ? '*.*' : `${quoteSchemaPattern(on)}.*`;
    return `GRANT ${privileges.join(', ')} ON ${target} TO ${renderAccount(accounts[account])}`;
  });
}

/** `'user'@'host'`, quoted. */
export const renderAccount = ({ user, host = '%' }: AccountIdentity): string => `${quoteText(user)}@${quoteText(host)}`;

const MOVE_OUT = ['ALTER', 'DROP'];
const MOVE_IN = ['CREATE', 'INSERT'];
const MOVE_BOTH_WAYS = [...MOVE_OUT, ...MOVE_IN];

/** What a view, trigger, routine or event may do in its own schema. */
const BODY = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXECUTE'];
const OBJECTS = ['CREATE VIEW', 'SHOW VIEW', 'TRIGGER', 'CREATE ROUTINE', 'ALTER ROUTINE', 'EVENT', 'DROP'];

function grantsOfDatabase(granted: GrantedDatabase): RequiredGrant[] {
  const { name: database, keepPrevious } = typeof granted === 'string' ? { name: granted, keepPrevious: 1 } : granted;
  const staging = stagingSchema(database);
  const ages = Array.from({ length: keepPrevious + 1 }, (_, index) => index + 1);
  const generations = [...ages.map((age) => previousSchema(database, age)), originalSchema(database)];
  return [
    {
      account: 'loader',
      on: staging,
      privileges: ['CREATE', 'DROP', 'ALTER', 'INDEX', 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REFERENCES'],
      why: 'creates the staging schema, loads it and proves it',
    },
    {
      account: 'publisher',
      on: staging,
      privileges: [...MOVE_BOTH_WAYS, 'SELECT', 'SHOW VIEW', 'TRIGGER'],
      why: 'moves the proved tables out, and a generation back that is rolled back',
    },
    {
      account: 'publisher',
      on: database,
      privileges: [...MOVE_BOTH_WAYS, 'SELECT', 'SHOW VIEW', 'TRIGGER'],
      why: 'moves live tables out and proved tables in, and drops the triggers that would stop them',
    },
    ...generations.map(
      (schema): RequiredGrant => ({
        account: 'publisher',
        on: schema,
        privileges: [...MOVE_BOTH_WAYS, 'SELECT', 'SHOW VIEW', 'TRIGGER'],
        why: 'keeps the generations before the current one, and moves them back',
      }),
    ),
    {
      account: 'owner',
      on: database,
      privileges: [...BODY, ...OBJECTS],
      why: 'creates the views, triggers, routines and events of the dump, and is their definer',
    },
    {
      account: 'owner',
      on: staging,
      privileges: [...BODY, ...OBJECTS],
      why: 'tries every view, trigger and routine before the publish',
    },
  ];
}

/** In a `GRANT` the schema is a pattern: `_` and `%` need a backslash to mean themselves. */
const quoteSchemaPattern = (schema: string): string =>
  `\`${schema.replaceAll('`', '``').replaceAll(/[_%]/g, '\\$&')}\``;

const quoteText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
