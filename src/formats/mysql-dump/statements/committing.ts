import type { Statement } from './statement.js';

/** Definitions, which end a transaction. */
export const COMMITTING: ReadonlySet<Statement['kind']> = new Set([
  'create-table',
  'create-sequence',
  'truncate',
  'histogram',
  'alter-table',
  'view-stub',
  'database',
  'drop-database',
  'drop',
  'object',
] as const);
