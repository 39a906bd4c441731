import { StevedoreError } from '../../contracts/errors.js';

/** Throws STORE_UNREACHABLE instead of waiting; the abandoned call ends by itself. */
export const inTime = async <T>(reading: Promise<T>, limitMs = STORE_LIMIT): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StevedoreError('STORE_UNREACHABLE', `Cannot read the store: no answer within ${limitMs} ms`));
    }, limitMs);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Time limit in milliseconds for what must be written before the answer. */
export const WRITE_LIMIT_MS = 5_000;

/** Time limit in milliseconds for what nothing but the store has: a busy one answers late, not never. */
export const PATIENCE_MS = 5_000;

/** Time limit in milliseconds for the store, in an answer that is due within a second. */
const STORE_LIMIT = 800;
