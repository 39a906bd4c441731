import type { DatabaseProof } from '../contracts/generation.js';
import type { GuardSettings } from '../contracts/settings.js';
import { matchesGlob } from './glob-rules.js';

export interface GuardFinding {
  readonly guard: 'missing_table' | 'shrunk_table' | 'emptied_table' | 'missing_column';
  readonly database: string;
  readonly table: string;
  /** For example `1,000 rows before, 700 now (-30.0 %)`. */
  readonly detail: string;
}

/**
 * Compares what is about to be published with what is live. A first import has nothing to compare with and passes.
 * Findings are in the order of the former generation's tables.
 */
export const checkGuards = (
  former: readonly DatabaseProof[],
  staged: readonly DatabaseProof[],
  settings: GuardSettings,
): GuardFinding[] => {
  if (!settings.enabled) return [];
  return staged.flatMap((database) => {
    const before = former.find((one) => one.database === database.database);
    return before === undefined ? [] : compareDatabases(before, database, settings);
  });
};

const compareDatabases = (before: DatabaseProof, now: DatabaseProof, settings: GuardSettings): GuardFinding[] => {
  const tables = new Map(now.tables.map((table) => [table.table, table]));
  return before.tables.flatMap((old): GuardFinding[] => {
    const where = { database: now.database, table: old.table };
    const fresh = tables.get(old.table);
    if (fresh === undefined) {
      return mayVanish(settings, now.database, old.table)
        ? []
        : [{ guard: 'missing_table', ...where, detail: `${count(old.rows)} rows before, no such table now` }];
    }
    const names = new Set(fresh.columns.map(({ name }) => name.toLowerCase()));
    const lost = old.columns.filter(({ name }) => !names.has(name.toLowerCase())).map(({ name }) => name);
    const columns: GuardFinding[] =
      lost.length === 0 ? [] : [{ guard: 'missing_column', ...where, detail: `without ${lost.map((name) => `"${name}"`).join(', ')}` }];
    if (old.rows > 0 && fresh.rows === 0) {
      return [...columns, { guard: 'emptied_table', ...where, detail: `${count(old.rows)} rows before, none now` }];
    }
    const shrunk = old.rows === 0 ? 0 : ((old.rows - fresh.rows) / old.rows) * 100;
    if (old.rows < settings.minRows || shrunk <= settings.maxShrinkPercent) return columns;
    const detail = `${count(old.rows)} rows before, ${count(fresh.rows)} now (-${shrunk.toFixed(1)} %)`;
    return [...columns, { guard: 'shrunk_table', ...where, detail }];
  });
};

const mayVanish = ({ allowMissing }: GuardSettings, database: string, table: string): boolean =>
  allowMissing.some((pattern) => matchesGlob(pattern, table) || matchesGlob(pattern, `${database}.${table}`));

const count = (rows: number): string => String(rows).replace(/\B(?=(\d{3})+$)/g, ',');
