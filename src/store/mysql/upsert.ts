import type { StoreEngine } from '../engine.js';

/** Sets a column to itself: `INSERT IGNORE` would hide other errors too. */
export const keepExisting: StoreEngine['keepExisting'] = (insert, [column]) =>
  insert.onDuplicateKeyUpdate(((eb: { ref: (name: string) => unknown }) => ({
    [String(column)]: eb.ref(String(column)),
  })) as never);
