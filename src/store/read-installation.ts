import type { Kysely } from 'kysely';
import type { DriverErrors } from './driver-errors.js';
import type { StoreTables } from './tables.js';

/** Returns the id that the store was given when its tables were created; undefined if they are missing or older. */
export const readInstallation = async (db: Kysely<StoreTables>, errors: DriverErrors): Promise<string | undefined> => {
  try {
    return (await db.selectFrom('installation').select('id').executeTakeFirst())?.id;
  } catch (error) {
    if (errors.noTable.has(errors.nameOf(error))) return undefined;
    throw error;
  }
};
