import type { Migration } from 'kysely';
import type { StoreEngine } from '../engine.js';
import { addMissingColumn } from './add-missing-column.js';

/**
 * How much a key may ask, and which key took its place. The hash of each audit entry with all before it, and the ends
 * of that chain; NULL in entries of before, which no chain has.
 */
export const keyLimitsAuditChain = (engine: Pick<StoreEngine, 'columnTypes' | 'currentSchema'>): Migration => ({
  up: async (db) => {
    const { text, count, tiny, bigCount, tableEnd } = engine.columnTypes;
    const add = (table: string, column: string, type: typeof count) =>
      addMissingColumn(db, engine, { table, column, add: (altered) => altered.addColumn(column, type) });
    await add('api_keys', 'requests_per_minute', count);
    await add('api_keys', 'concurrent_requests', count);
    await add('api_keys', 'replaced_by', text(36));
    await add('audit_entries', 'chain_hash', text(64));
    await db.schema
      .createTable('audit_chain')
      .ifNotExists()
      .addColumn('only', tiny, (column) => column.primaryKey())
      .addColumn('begins_after', bigCount, (column) => column.notNull())
      .addColumn('begins_with', text(64), (column) => column.notNull())
      .addColumn('ends_with', text(64), (column) => column.notNull())
      .modifyEnd(tableEnd)
      .execute();
  },
});
