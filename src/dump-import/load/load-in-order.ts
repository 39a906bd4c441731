/**
 * Loads a dump like the vendor's client, so that triggers fire for the rows after them
 * (`load.triggers_before_rows: fire`).
 *
 * 1. Every statement of every table is forwarded unchanged, in the dump's order, on one connection, under the dump's
 *    session settings, with foreign keys.
 * 2. Objects are created and dropped where the dump does so, by the owner, who is their definer; none is left in
 *    staging.
 * 3. Events are not created: the clock would fire them.
 * 4. It is all or nothing: after an interruption it starts over.
 */
import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import { stagingSchema } from '../../contracts/dump-import/target-names.js';
import type { DumpIndex, ObjectStep, TableIndex, TableStatements } from '../../formats/mysql-dump/dump-index.js';
import type { Epoch } from '../control/take-epoch.js';
import { forStaging } from '../objects/check-objects.js';
import { createObject, dropObject } from '../objects/create-object.js';
import { applySession } from './apply-session.js';
import { forwardRange } from './forward-statements.js';
import type { TableWarnings } from './load-warnings.js';
import { LoadClock } from './connections/load-clock.js';

export interface LoadInOrderRequest {
  readonly database: string;
  readonly dumpFile: string;
  readonly index: DumpIndex;
  readonly signal?: AbortSignal;
  readonly onProgress: (bytesDone: number, bytesTotal: number, detail: string) => void;
}

export interface LoadedInOrder {
  /** Rows of the dump's own statements, without those that triggers made. */
  readonly rows: number;
  readonly warnings: readonly TableWarnings[];
}

/**
 * Loads a whole dump into the empty staging schema of `loader`'s connection. Throws `MYSQL_…` and OBJECT_INVALID with
 * the place in the dump.
 */
export const loadInOrder = async (
  epoch: Epoch,
  loader: MysqlConnection,
  request: LoadInOrderRequest,
): Promise<LoadedInOrder> => {
  const { index, dumpFile, signal, database, onProgress } = request;
  const objects = new StandingObjects(await epoch.open('owner', stagingSchema(database)), database);
  const total = index.tables.reduce((sum, { dataBytes }) => sum + dataBytes, 0);
  const warnings = new Map<string, TableWarnings>();
  const clock = new LoadClock();
  let done = 0;
  let rows = 0;
  let applied: number | undefined;
  for (const step of stepsOf(index)) {
    if ('offset' in step) {
      await objects.apply(step);
      continue;
    }
    const { table, range } = step;
    if (applied !== range.session) {
      await applySession(loader, index.sessions[range.session] ?? {}, true);
      applied = range.session;
    }
    const onBytes = (bytes: number): void => {
      if (range.kind === 'insert') onProgress((done += bytes), total, table.name);
    };
    const result = await forwardRange(
      loader,
      { dumpFile, index, table, clock, onBytes, ...(signal && { signal }) },
      range,
    );
    rows += range.rows;
    if (result.warnings > 0) {
      const { count = 0, notes = [] } = warnings.get(table.name) ?? {};
      warnings.set(table.name, {
        table: table.name,
        count: count + result.warnings,
        notes: [...notes, ...result.notes],
      });
    }
  }
  await objects.dropAll();
  return { rows, warnings: [...warnings.values()] };
};

type Step = ObjectStep | { readonly table: TableIndex; readonly range: TableStatements };

const stepsOf = ({ tables, firing }: DumpIndex): Step[] =>
  [...tables.flatMap((table) => table.statements.map((range) => ({ table, range }))), ...(firing?.steps ?? [])].sort(
    (a, b) => placeOf(a) - placeOf(b),
  );

const placeOf = (step: Step): number => ('offset' in step ? step.offset : step.range.start);

class StandingObjects {
  readonly #owner: MysqlConnection;
  readonly #schemas: ReadonlyMap<string, string>;
  readonly #standing = new Map<string, Pick<StoredObject, 'kind' | 'name'>>();

  constructor(owner: MysqlConnection, database: string) {
    this.#owner = owner;
    this.#schemas = new Map([[database, stagingSchema(database)]]);
  }

  async apply(step: ObjectStep): Promise<void> {
    const object = 'create' in step ? step.create : step.drop;
    if (object.kind === 'event') return;
    const key = `${object.kind} ${object.name}`;
    if ('drop' in step) {
      if (this.#standing.delete(key)) await dropObject(this.#owner, object);
      return;
    }
    try {
      await createObject(this.#owner, forStaging(step.create, this.#schemas));
      this.#standing.set(key, object);
    } catch (error) {
      // A view may read one that comes later; a trigger that needs it will fail.
      if (object.kind !== 'view' || !isStevedoreError(error) || error.code !== 'OBJECT_INVALID') throw error;
    }
  }

  async dropAll(): Promise<void> {
    for (const object of [...this.#standing.values()].reverse()) await dropObject(this.#owner, object);
    this.#standing.clear();
  }
}
