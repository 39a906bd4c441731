import type { LoadStrategy } from '../../contracts/dump-import/settings.js';

/** What the choice looks at. */
export interface PlannedTable {
  readonly name: string;
  /** Bytes of its INSERT statements. */
  readonly dataBytes: number;
  /** Whether its rows can be written anew as lines, and why not. */
  readonly engine?: string;
  /** Tables that its foreign keys refer to. */
  readonly references: readonly string[];
  readonly lines: { readonly kind: 'possible' } | { readonly kind: 'impossible'; readonly reason: string };
}

export interface PlannedServer {
  readonly flavor: 'mysql' | 'mariadb';
  /** It takes LOAD DATA LOCAL. */
  readonly localInfile: boolean;
  /** Bytes of the largest transaction of a Galera cluster; absent where the server is in none. */
  readonly maxTransactionBytes?: number;
}

export interface TablePlan {
  readonly table: string;
  /** How its rows reach the server. */
  readonly strategy: LoadStrategy;
  /** Its secondary keys are built over all rows at once, after them. */
  readonly deferKeys: boolean;
  /** Why, for the log and the preview. */
  readonly reason: string;
}

/**
 * The order and the strategy of every table: largest first, so that the last connection to end is not left with the
 * biggest. `wanted` is the configuration's `load.strategy`; where it is not possible, rows are forwarded all the same.
 */
export const planLoad = (
  tables: readonly PlannedTable[],
  server: PlannedServer,
  wanted: LoadStrategy | 'auto' = 'auto',
): TablePlan[] => {
  // A foreign key needs the key that it refers to when it is made.
  const referenced = new Set(tables.flatMap(({ references }) => references));
  return [...tables]
    .sort((a, b) => b.dataBytes - a.dataBytes || a.name.localeCompare(b.name))
    .map((table) => {
      const choice = choose(table, server, wanted);
      const deferKeys =
        choice.strategy === 'load-data' &&
        server.flavor === 'mysql' &&
        (table.engine ?? 'InnoDB') === 'InnoDB' &&
        table.dataBytes >= DEFER_FROM_BYTES &&
        !referenced.has(table.name);
      return { table: table.name, ...choice, deferKeys };
    });
};

/** Below that two statements take longer than one. */
const DEFER_FROM_BYTES = 4_000_000;

/** A row with the keys that it is certified by is at most so many times as large as in the dump. */
const GALERA_GROWTH = 2;

const choose = (
  table: PlannedTable,
  server: PlannedServer,
  wanted: LoadStrategy | 'auto',
): Pick<TablePlan, 'strategy' | 'reason'> => {
  const forward = (reason: string) => ({ strategy: 'forward-inserts', reason }) as const;
  if (wanted === 'forward-inserts') return forward('load.strategy says so');
  if (table.lines.kind === 'impossible') return forward(table.lines.reason);
  if (server.maxTransactionBytes !== undefined && GALERA_GROWTH * table.dataBytes > server.maxTransactionBytes) {
    return forward('the cluster takes no transaction of all its rows (wsrep_max_ws_size)');
  }
  if (!server.localInfile) return forward('the server has local_infile switched off');
  return {
    strategy: 'load-data',
    reason:
      server.flavor === 'mariadb'
        ? 'one LOAD DATA into the empty table builds all its keys sorted'
        : 'one LOAD DATA spares the server the reading of the INSERT statements',
  };
};
