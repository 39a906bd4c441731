import type { StoreEngine } from '../engine.js';

/** Only the key that is meant: a clash on another one is an error. */
export const keepExisting: StoreEngine['keepExisting'] = (insert, key) =>
  insert.onConflict((clash) => clash.columns(key).doNothing());
