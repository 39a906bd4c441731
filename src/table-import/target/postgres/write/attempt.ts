import { postgresErrorState } from '../../../../connectors/postgres/errors.js';
import type { PostgresConnection } from '../../../../connectors/postgres/open-connection.js';
import { isStevedoreError } from '../../../../contracts/errors.js';
import type { StevedoreError } from '../../../../contracts/errors.js';

export type Attempted<T> = { readonly done: T } | { readonly fault: StevedoreError };

/** Does something in a savepoint: where the server finds fault with a record, the transaction is as it was before. */
export const attempt = async <T>(connection: PostgresConnection, body: () => Promise<T>): Promise<Attempted<T>> => {
  await connection.execute('savepoint stevedore_try');
  try {
    const done = await body();
    await connection.execute('release savepoint stevedore_try');
    return { done };
  } catch (error) {
    if (!isFaultOfRecord(error)) throw error;
    await connection.execute('rollback to savepoint stevedore_try; release savepoint stevedore_try');
    return { fault: error };
  }
};

/** Triggers raise P0001, or a state of their own choice in the same class. */
const isFaultOfRecord = (error: unknown): error is StevedoreError =>
  isStevedoreError(error) &&
  (error.code === 'POSTGRES_ROW_REFUSED' || postgresErrorState(error)?.startsWith('P0') === true);
