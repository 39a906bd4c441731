import type { Check } from './check-result.js';
import { createStorePool } from '../../connectors/mysql/pool.js';
import { tryCheck } from './check-result.js';

/** The schema of the store can be opened. */
export const checkStore: Check = (settings) =>
  tryCheck('store', async () => {
    const pool = await createStorePool(settings);
    try {
      await new Promise<void>((resolve, reject) => {
        pool.query('SELECT 1', (error) => (error === null ? resolve() : reject(new Error(`cannot be read (${error.code})`))));
      });
      return { what: 'store', state: 'ok', text: 'answers' };
    } finally {
      await new Promise<void>((resolve) => pool.end(() => resolve()));
    }
  });
