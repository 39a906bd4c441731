/** The target cannot be reached or logged in to. */
export interface TargetAway {
  /** When this was first seen (ISO 8601). */
  readonly since: string;
  readonly reason: string;
}

/** Undefined if the target answers; never throws. */
export type LookAtTarget = () => Promise<TargetAway | undefined>;

/**
 * Checks by `reach` whether the target answers, at most once every five seconds however often it is called; `reach` has
 * 700 milliseconds and throws if it does not.
 */
export const createLookAtTarget = (reach: () => Promise<void>, everyMs = 5_000): LookAtTarget => {
  let latest: Promise<TargetAway | undefined> | undefined;
  let askedAt = -Infinity;
  let since: string | undefined;

  const ask = async (): Promise<TargetAway | undefined> => {
    try {
      await inTime(reach());
      since = undefined;
      return undefined;
    } catch (error) {
      since ??= new Date().toISOString();
      return { since, reason: error instanceof Error ? error.message : String(error) };
    }
  };

  return () => {
    if (latest === undefined || performance.now() - askedAt >= everyMs) {
      askedAt = performance.now();
      latest = ask();
    }
    return latest;
  };
};

const inTime = async (reaching: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LIMIT_MS} ms`)), LIMIT_MS);
  });
  try {
    await Promise.race([reaching, late]);
  } finally {
    clearTimeout(timer);
  }
};

const LIMIT_MS = 700;
