import type { StoreEngine } from '../engine.js';

/** Handles only the given key: a clash on another one is an error. */
export const keepExisting: StoreEngine['keepExisting'] = (insert, key) =>
  insert.onConflict((clash) => clash.columns(key).doNothing());
