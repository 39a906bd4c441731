import type { Kysely } from 'kysely';
import type { StoreTables } from './tables.js';

/** The id that the store was given when its tables were made; undefined where they are not made, or are older. */
export const readInstallation = async (db: Kysely<StoreTables>): Promise<string | undefined> => {
  try {
    return (await db.selectFrom('installation').select('id').executeTakeFirst())?.id;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ER_NO_SUCH_TABLE') return undefined;
    throw error;
  }
};
