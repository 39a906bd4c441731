/**
 * Makes the whole schema of a source beside what is live, on empty tables.
 *
 * 1. The statements run as they are, under true names (see `takeTrueNames`); nothing live is changed, and nobody sees
 *    anything before the transaction ends.
 * 2. Everything is made once, also what follows when rows are in: a schema that cannot be made fails here, before any
 *    row is copied, and leaves nothing.
 * 3. What follows later is read back under the names of staging, and undone.
 * 4. Where a server has too few locks for one transaction, the statements run in several, each under true names; then
 *    staging is dropped after it was read, and what the rows need is made again.
 * 5. Of a file, definitions may stand behind the rows that do not need them: they are made before the rows, too.
 * 6. What stands in no schema is only added, where it is missing; what acts on others at once (publications, event
 *    triggers) is left to the publish.
 */
import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { Catalog } from '../catalog/read-families.js';
import type { PublishAddition } from '../profiles/publish-additions.js';
import type { InboundReferences } from '../inbound/find-inbound.js';
import { findInbound } from '../inbound/find-inbound.js';
import type { SyncSource } from '../source/sync-source.js';
import type { Epoch, Fence } from '../fence/epoch.js';
import type { Staging, TrueNames } from './staging.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { inTransaction } from '../../connectors/postgres/in-transaction.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';
import { readUnlocked } from '../catalog/read-catalog.js';
import { refreshStatement } from '../ddl/relations/write-views.js';
import { prepareCreating } from '../ddl/run-statements.js';
import { isAboutLargeObject, isForPublish, isTiedOutside, namesOutside, notThere } from './database-wide.js';
import { checkOwners, checkReach } from './check-reach.js';
import { dropSchemas } from './drop-schemas.js';
import { inChunks, locksOf, readLockBudget } from './lock-budget.js';
import { planExtensions } from './plan-extensions.js';
import { stagedSchemas } from './staged-schemas.js';
import { keptComments } from './kept-comments.js';
import { readStaging } from './read-staging.js';
import { revokeDefaults } from './revoke-defaults.js';
import { tryInbound } from '../inbound/try-inbound.js';
import { runAdding, runGivingWay, runWhole, tryAdditions } from './run-adding.js';
import { existing, giveNamesBack, takeTrueNames } from './true-names.js';

export interface StageOptions {
  /** In a database of its own the schemas have their true names. @default false */
  readonly ownDatabase?: boolean;
  /** Compares the catalogue as made, under true names, with the source's; what it throws undoes all. */
  readonly check?: (made: Catalog) => void;
  /** Of the epoch without which nothing is dropped. @default nobody is asked */
  readonly fence?: Fence;
  /** What is said beside the generation when it goes live, where the account may. @default nothing */
  readonly additions?: readonly PublishAddition[];
}

/**
 * Removes what a try before left, and makes staging for a source. Throws what the server refuses, TARGET_UNSUITABLE
 * where an extension is missing or cannot be moved, POSTGRES_LOCK_TIMEOUT where somebody changes a schema for 10 s.
 */
export const createStaging = async (
  connection: PostgresConnection,
  source: SyncSource,
  { ownDatabase = false, check = () => undefined, additions = [], fence }: StageOptions = {},
): Promise<Staging> => {
  const schemas = stagedSchemas(source, ownDatabase);
  const extensions = await planExtensions(connection, source.ddl.pre, schemas);
  const staged = schemas.map(({ staging }) => staging);
  // A database of its own has no mark, and nothing in it to drop.
  const epoch = ownDatabase ? undefined : fence?.epoch;
  if (!ownDatabase) await dropSchemas(connection, staged, epoch);
  const live = await existing(connection, source.schemas);
  const names: TrueNames = { schemas, live, extensions: extensions.moved };
  await prepareCreating(connection);
  const warnings = ownDatabase ? [] : await keptComments(connection, source.extensionComments);
  const before = await namesOutside(connection);
  const inbound = ownDatabase ? undefined : await findInbound(connection, [...live]);
  const stage = new Stage(connection, source, names, {
    ownDatabase,
    check,
    ...(epoch === undefined ? {} : { epoch }),
    additions,
    ...(inbound === undefined ? {} : { inbound }),
    warnings,
    before,
    homes: extensions.schemas,
  });
  const { forOne } = await readLockBudget(connection);
  const all = [...source.ddl.pre, ...source.ddl.post].reduce((locks, each) => locks + locksOf(each), 0);
  try {
    return all <= forOne ? await stage.atOnce() : await stage.inParts(forOne);
  } catch (error) {
    if (!ownDatabase) await dropSchemas(connection, staged, epoch).catch(() => undefined);
    throw error;
  }
};

interface StageSettings extends Required<Omit<StageOptions, 'fence'>> {
  readonly epoch?: Epoch;
  readonly warnings: string[];
  /** What refers to the live schemas from outside; absent in a database of its own. */
  readonly inbound?: InboundReferences;
  /** What stood in no schema at the target before. */
  readonly before: ReadonlySet<string>;
  /** Schemas that extensions are made in, and that are no part of staging. */
  readonly homes: readonly string[];
}

/** How long the locks of tables outside are asked for. */
const LOCKS_MS = 10_000;

class Stage {
  readonly #connection: PostgresConnection;
  readonly #source: SyncSource;
  readonly #names: TrueNames;
  readonly #options: StageSettings;
  readonly #pre: readonly string[];
  readonly #post: readonly string[];
  readonly #grants: readonly string[];
  /** Of what a file has behind rows, what was made before them. */
  readonly #early = new Set<string>();
  /** Of what stands in no schema, what acts at once. */
  readonly #last: readonly string[];

  constructor(connection: PostgresConnection, source: SyncSource, names: TrueNames, options: StageSettings) {
    this.#connection = connection;
    this.#source = source;
    this.#names = names;
    this.#options = options;
    const made = new Set(options.ownDatabase ? [] : names.schemas.map(({ name }) => name));
    const { pre, data } = source.ddl;
    // Large objects belong to the database.
    const homes = options.homes.map((schema) => `CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`);
    this.#pre = [...homes, ...pre, ...(options.ownDatabase ? data : [])].filter((each) => !createsOneOf(made, each));
    this.#post = source.ddl.post.filter((each) => !isForPublish(each));
    this.#grants = source.ddl.grants.filter(
      (each) => !isForPublish(each) && (options.ownDatabase || !isAboutLargeObject(each)),
    );
    this.#last = [...source.ddl.post, ...source.ddl.grants].filter(isForPublish);
  }

  atOnce(): Promise<Staging> {
    return inTransaction(this.#connection, async () => {
      await takeTrueNames(this.#connection, this.#names);
      await this.#runEarly(this.#pre);
      await this.#checkReach();
      await revokeDefaults(this.#connection, this.#source.schemas);
      await this.#connection.execute('savepoint whole');
      await this.#run(this.#late());
      await this.#tieOutside();
      await this.#finishGrants();
      await this.#run(this.#grants);
      const staging = await this.#readBack();
      await this.#connection.execute('rollback to whole');
      await giveNamesBack(this.#connection, this.#names);
      return staging;
    });
  }

  async inParts(most: number): Promise<Staging> {
    const inPart = async (body: () => Promise<void>): Promise<void> =>
      inTransaction(this.#connection, async () => {
        await takeTrueNames(this.#connection, this.#names);
        await body();
        await this.#checkReach();
        await giveNamesBack(this.#connection, this.#names);
      });
    const inAll = async (statements: readonly string[]): Promise<void> => {
      for (const chunk of inChunks(statements, most)) await inPart(async () => void (await this.#run(chunk)));
    };
    const inAllEarly = async (): Promise<void> => {
      for (const chunk of inChunks(this.#pre, most)) await inPart(() => this.#runEarly(chunk));
    };
    await inAllEarly();
    await inAll(this.#late());
    await inPart(() => this.#tieOutside());
    await inPart(() => this.#finishGrants());
    await inAll(this.#grants);
    const staging = await this.#thrownAway(async () => {
      await takeTrueNames(this.#connection, this.#names);
      return this.#readBack();
    });
    const staged = this.#names.schemas.map(({ staging: name }) => name);
    await dropSchemas(this.#connection, staged, this.#options.epoch);
    await inAllEarly();
    await revokeDefaults(this.#connection, staged);
    return staging;
  }

  /** Before the rows; of a file, what stands behind rows is tried, and comes with what needs rows if it does, too. */
  async #runEarly(statements: readonly string[]): Promise<void> {
    for (const statement of statements) {
      if (this.#source.behindRows?.has(statement) !== true) {
        await this.#run([statement]);
        continue;
      }
      await this.#connection.execute('savepoint early');
      try {
        await this.#run([statement]);
        this.#early.add(statement);
      } catch (error) {
        if (!isStevedoreError(error) || error.code === 'POSTGRES_CONNECTION_LOST') throw error;
        await this.#connection.execute('rollback to savepoint early');
      }
      await this.#connection.execute('release early');
    }
  }

  /** What is made when the rows are in, and no lock keeps others waiting. */
  #late(): string[] {
    return this.#post.filter((each) => !this.#early.has(each) && !this.#isTied(each));
  }

  #isTied(statement: string): boolean {
    return isTiedOutside(statement, this.#source.schemas);
  }

  /** Foreign keys to tables that others write to; as late as possible, because their locks are held to the end. */
  async #tieOutside(): Promise<void> {
    for (const statement of this.#post.filter((each) => this.#isTied(each)))
      await runGivingWay(this.#connection, statement, LOCKS_MS);
  }

  async #checkReach(): Promise<void> {
    const names = this.#names.schemas.map(({ name }) => name);
    if (names.length > 0) await checkReach(this.#connection, names, this.#source.runs);
  }

  /** Returns the names of what was left as it is. */
  async #run(statements: readonly string[]): Promise<ReadonlySet<string>> {
    if (!this.#options.ownDatabase) return runAdding(this.#connection, statements, this.#options);
    return runWhole(this.#connection, statements, this.#options);
  }

  /** Before the source's grants: what the target itself gives away of new objects, and `public` as it is born. */
  async #finishGrants(): Promise<void> {
    const { schemas, version } = this.#source;
    await revokeDefaults(this.#connection, schemas);
    if (this.#options.ownDatabase || !schemas.includes('public')) return;
    const rights = version !== 0 && version < 150_000 ? 'create, usage' : 'usage';
    await this.#connection.execute(`grant ${rights} on schema public to public`);
  }

  /** Within a transaction under true names, which it gives back. */
  async #readBack(): Promise<Staging> {
    const { warnings, before } = this.#options;
    const made = this.#filled(await readUnlocked(this.#connection));
    this.#options.check(made);
    await checkOwners(this.#connection, this.#source.ofOwners);
    await this.#connection.execute('savepoint last');
    const left = await this.#run(this.#last);
    const additions = await this.#possible();
    await this.#connection.execute('rollback to last');
    if (this.#options.inbound !== undefined) await tryInbound(this.#connection, this.#options.inbound);
    await this.#connection.execute('rollback to last');
    await giveNamesBack(this.#connection, this.#names);
    const reference = this.#filled(await readUnlocked(this.#connection));
    return {
      ...readStaging(reference, made, this.#names.schemas, before),
      names: this.#names,
      atPublish: [...notThere(this.#last, new Set([...before, ...left])), ...additions],
      warnings,
    };
  }

  /** What may be said beside the generation when it goes live; of the rest it is told why not. */
  async #possible(): Promise<PublishAddition[]> {
    const { ownDatabase, additions, warnings } = this.#options;
    return ownDatabase ? [] : tryAdditions(this.#connection, additions, warnings);
  }

  /** With the materialised views filled that will be: without rows a query may fail that has nothing wrong with it. */
  #filled(catalog: Catalog): Catalog {
    const refresh = new Set(this.#source.ddl.refresh);
    const trueName = new Map(this.#names.schemas.map(({ name, staging }) => [staging, name]));
    const isFilled = ({ kind, schema, name }: Catalog['relations'][number]) =>
      kind === 'm' && refresh.has(refreshStatement({ schema: trueName.get(schema) ?? schema, name }));
    return {
      ...catalog,
      relations: catalog.relations.map((each) => (isFilled(each) ? { ...each, populated: true } : each)),
    };
  }

  async #thrownAway<T>(body: () => Promise<T>): Promise<T> {
    await this.#connection.execute('begin');
    try {
      return await body();
    } finally {
      await this.#connection.execute('rollback').catch(() => this.#connection.destroy());
    }
  }
}

/** Schemas of staging are there when its statements begin. */
const createsOneOf = (names: ReadonlySet<string>, statement: string): boolean => {
  const [, quoted, plain] = /^CREATE SCHEMA (?:IF NOT EXISTS )?(?:"((?:[^"]|"")+)"|([^\s;"]+))/i.exec(statement) ?? [];
  const name = quoted?.replaceAll('""', '"') ?? plain?.toLowerCase();
  return name !== undefined && names.has(name);
};
