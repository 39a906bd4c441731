import type { LoadStrategy } from '../../contracts/dump-import/settings.js';

/** What the choice depends on. */
export interface PlannedTable {
  readonly name: string;
  /** Bytes of its INSERT statements. */
  readonly dataBytes: number;
  /** Whether its rows can be rewritten as lines, and why not. */
  readonly engine?: string;
  /** Tables that its foreign keys reference. */
  readonly references: readonly string[];
  readonly lines: { readonly kind: 'possible' } | { readonly kind: 'impossible'; readonly reason: string };
}

export interface PlannedServer {
  readonly flavor: 'mysql' | 'mariadb';
  /** Whether it accepts LOAD DATA LOCAL. */
  readonly localInfile: boolean;
  /** Bytes of a Galera cluster's largest transaction; absent outside a cluster. */
  readonly maxTransactionBytes?: number;
}

export interface TablePlan {
  readonly table: string;
  /** How its rows reach the server. */
  readonly strategy: LoadStrategy;
  /** Builds its secondary keys after the rows, over all rows at once. */
  readonly deferKeys: boolean;
  /** The server does not count its rows anew while they are loaded (`engine/hold-statistics.ts`). */
  readonly holdStatistics: boolean;
  /** Why, for the log and the preview. */
  readonly reason: string;
}

/**
 * Plans order and strategy of every table: largest first, so that the biggest is not left to one connection at the end.
 * `wanted` is the configuration's `load.strategy`; if it is not possible, rows are forwarded.
 */
export const planLoad = (
  tables: readonly PlannedTable[],
  server: PlannedServer,
  wanted: LoadStrategy | 'auto' = 'auto',
): TablePlan[] => {
  // A foreign key needs the referenced key when it is created.
  const referenced = new Set(tables.flatMap(({ references }) => references));
  return [...tables]
    .sort((a, b) => b.dataBytes - a.dataBytes || a.name.localeCompare(b.name))
    .map((table) => {
      const choice = choose(table, server, wanted);
      const isInnodbLoad = choice.strategy === 'load-data' && (table.engine ?? 'InnoDB') === 'InnoDB';
      const deferKeys =
        isInnodbLoad && server.flavor === 'mysql' && table.dataBytes >= DEFER_FROM_BYTES && !referenced.has(table.name);
      const holdStatistics =
        isInnodbLoad &&
        server.flavor === 'mariadb' &&
        server.maxTransactionBytes === undefined &&
        table.dataBytes >= HOLD_FROM_BYTES;
      return { table: table.name, ...choice, deferKeys, holdStatistics };
    });
};

/** Below this size two statements take longer than one. */
const DEFER_FROM_BYTES = 4_000_000;

/** Below that two more statements take longer than what they spare; in a cluster every node would do them. */
const HOLD_FROM_BYTES = 1_000_000;

/** A row with its certification keys is at most this many times as large as in the dump. */
const GALERA_GROWTH = 2;

const choose = (
  table: PlannedTable,
  server: PlannedServer,
  wanted: LoadStrategy | 'auto',
): Pick<TablePlan, 'strategy' | 'reason'> => {
  const forward = (reason: string) => ({ strategy: 'forward-inserts', reason }) as const;
  if (wanted === 'forward-inserts') return forward('load.strategy demands it');
  if (table.lines.kind === 'impossible') return forward(table.lines.reason);
  if (server.maxTransactionBytes !== undefined && GALERA_GROWTH * table.dataBytes > server.maxTransactionBytes) {
    return forward('the cluster accepts no transaction with all its rows (wsrep_max_ws_size)');
  }
  if (!server.localInfile) return forward('the server has local_infile switched off');
  return {
    strategy: 'load-data',
    reason:
      server.flavor === 'mariadb'
        ? 'one LOAD DATA into the empty table builds all its keys sorted'
        : 'one LOAD DATA saves the server parsing the INSERT statements',
  };
};
