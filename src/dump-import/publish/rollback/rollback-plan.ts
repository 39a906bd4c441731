import {
  CONTROL_SCHEMA,
  currentToken,
  nextToken,
  ORIGINAL_GENERATION,
  previousSchema,
  previousToken,
  spentToken,
  stagingSchema,
} from '../../../contracts/dump-import/target-names.js';
import type { Rename } from '../rename/rename-plan.js';

export interface RollbackPlanInput {
  readonly pipeline: string;
  readonly epoch: number;
  /** The live generation's number; 0 for the state before the first import. */
  readonly live: number;
  /** The age of the returning generation; absent for the state before the first import. */
  readonly targetAge?: number;
  /** The ages of all kept generations. */
  readonly ages: readonly number[];
  readonly databases: readonly RollbackTables[];
  /** The tables of the other kept generations, by schema. */
  readonly others: readonly { readonly database: string; readonly age: number; readonly tables: readonly string[] }[];
}

export interface RollbackTables {
  readonly database: string;
  /** The schema that the tables come back from. */
  readonly source: string;
  /** The schema that the live tables move to. */
  readonly retired: string;
  readonly leaving: readonly string[];
  readonly arriving: readonly string[];
}

/**
 * Builds the one statement that rolls back. The kept generations form a list, the last live one first: the target
 * leaves the list, the live generation enters at its head, and those between move by one place. So a rollback drops
 * nothing, and another one goes forward again. The state before the first import is not in the list; it is in
 * `orig_<db>` while it is not live.
 */
export const planRollback = (input: RollbackPlanInput): Rename[] => {
  const newAge = agesAfter(input);
  const others = input.others.map(({ database, age, tables }) => ({
    database,
    from: previousSchema(database, age),
    to: previousSchema(database, newAge.get(age) ?? age),
    tables,
  }));
  const databases = new Set([...input.databases, ...input.others].map(({ database }) => database));
  const moves = [...databases].flatMap((database) => {
    const own = others.filter((other) => other.database === database);
    const tables = input.databases.find((one) => one.database === database);
    if (tables === undefined) return inOrder(own, stagingSchema(database));
    return inOrder(
      [
        ...own,
        { from: database, to: tables.retired, tables: tables.leaving },
        { from: tables.source, to: database, tables: tables.arriving },
      ],
      stagingSchema(database),
    );
  });
  return [...tokenRenames(input, newAge), ...moves.flatMap(rename)];
};

interface Move {
  readonly from: string;
  readonly to: string;
  readonly tables: readonly string[];
}

/** The place of each kept generation afterwards, without the target. */
const agesAfter = ({ live, targetAge, ages }: RollbackPlanInput): Map<number, number> => {
  const first = live === ORIGINAL_GENERATION ? 1 : 2;
  const staying = ages.filter((age) => age !== targetAge).sort((a, b) => a - b);
  return new Map(staying.map((age, index) => [age, first + index]));
};

/** Moves tables into a schema only once its former tables have left; in a cycle, one set goes through `hop`. */
const inOrder = (moves: readonly Move[], hop: string): Move[] => {
  const pending = moves.filter(({ from, to, tables }) => tables.length > 0 && from !== to);
  const ordered: Move[] = [];
  while (pending.length > 0) {
    const free = pending.findIndex((move) => !pending.some((other) => other !== move && other.from === move.to));
    const [move] = pending.splice(free === -1 ? pending.length - 1 : free, 1) as [Move];
    if (free !== -1) ordered.push(move);
    else {
      ordered.push({ ...move, to: hop });
      pending.push({ ...move, from: hop });
    }
  }
  return ordered;
};

const rename = ({ from, to, tables }: Move): Rename[] =>
  tables.map((table) => ({ from: { schema: from, table }, to: { schema: to, table } }));

/** The target's record is written again with the epoch that brings it back; its old token is spent. */
const tokenRenames = (input: RollbackPlanInput, newAge: ReadonlyMap<number, number>): Rename[] => {
  const { pipeline, epoch, live, targetAge } = input;
  const moves: Move[] = [...newAge].map(([from, to]) =>
    token(previousToken(pipeline, from), previousToken(pipeline, to)),
  );
  if (targetAge !== undefined) {
    moves.push(token(previousToken(pipeline, targetAge), spentToken(pipeline, epoch, 'target')));
  }
  const liveTo = live === ORIGINAL_GENERATION ? spentToken(pipeline, epoch, 'live') : previousToken(pipeline);
  moves.push(token(currentToken(pipeline), liveTo), token(nextToken(pipeline, epoch), currentToken(pipeline)));
  return inOrder(moves, '').map(({ from, to }) => ({
    from: { schema: CONTROL_SCHEMA, table: from },
    to: { schema: CONTROL_SCHEMA, table: to },
  }));
};

const token = (from: string, to: string): Move => ({ from, to, tables: ['token'] });
