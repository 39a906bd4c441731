import type { SyncProgress, SyncTableProgress, SyncTableState } from '../contracts/database-sync/snapshot.js';
import type { BuildEvent } from './built-generation.js';

/** What a build, or an export, has told so far. */
export interface BuildFollower {
  readonly hear: (event: BuildEvent) => void;
  readonly progress: () => SyncProgress;
}

/** Tables that are told by name. */
const MOST_TABLES = 100;

/**
 * Adds up the events of a build. `bytesTotal` is what tables take on disk, which is more or less than what their rows
 * take on the way; a table whose rows are in counts with what it took on disk, so that progress ends at the whole.
 */
export const followBuild = (now: () => number = Date.now): BuildFollower => {
  const tables = new Map<string, { state: SyncTableState; bytes: number; bytesTotal: number; rows?: number }>();
  let step = 'snapshot';
  let startedMs: number | undefined;
  let current: string | undefined;
  const of = (table: string): { state: SyncTableState; bytes: number; bytesTotal: number; rows?: number } => {
    const known = tables.get(table);
    if (known !== undefined) return known;
    const made = { state: 'waiting' as SyncTableState, bytes: 0, bytesTotal: 0 };
    tables.set(table, made);
    return made;
  };
  return {
    hear: (event) => {
      switch (event.type) {
        case 'step':
          step = event.step;
          return;
        case 'plan':
          tables.clear();
          for (const { table, bytes } of event.tables) of(table).bytesTotal = bytes;
          return;
        case 'bytes':
          startedMs ??= now();
          of(event.table).bytes += event.bytes;
          return;
        case 'table': {
          const table = of(event.table);
          if (event.state === 'again') Object.assign(table, { state: 'copying', bytes: 0 });
          else table.state = event.state;
          if (event.rows !== undefined) table.rows = event.rows;
          if (event.state === 'copying') current = event.table;
          return;
        }
        case 'notice':
          return;
      }
    },
    progress: () => {
      const all = [...tables].map(([table, each]): SyncTableProgress => ({ table, ...each }));
      const isIn = ({ state }: SyncTableProgress) => state !== 'waiting' && state !== 'copying';
      const bytesTotal = sum(all, ({ bytesTotal: total }) => total);
      const reached = sum(all, (each) => (isIn(each) ? each.bytesTotal : Math.min(each.bytes, each.bytesTotal)));
      const left = bytesTotal - reached;
      const spentMs = startedMs === undefined ? 0 : now() - startedMs;
      const running = all.filter(({ state }) => state === 'copying').sort(byBytes);
      const others = all.filter(({ state }) => state !== 'copying').sort(byBytes);
      const currentTable = running[0]?.table ?? current;
      return {
        step,
        bytes: sum(all, ({ bytes }) => bytes),
        bytesTotal,
        rows: sum(all, ({ rows = 0 }) => rows),
        tablesDone: all.filter(isIn).length,
        tablesTotal: all.length,
        ...(currentTable === undefined ? {} : { currentTable }),
        // Before a second has passed there is nothing to estimate from.
        ...(spentMs < 1_000 || reached === 0 ? {} : { etaSeconds: Math.ceil((left * spentMs) / reached / 1_000) }),
        tables: [...running, ...others].slice(0, MOST_TABLES),
      };
    },
  };
};

const byBytes = (a: SyncTableProgress, b: SyncTableProgress): number => b.bytesTotal - a.bytesTotal;

const sum = <T>(all: readonly T[], of: (each: T) => number): number => all.reduce((total, each) => total + of(each), 0);
