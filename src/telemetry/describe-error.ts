/** What the log says of an error: never its statement or another field that a driver attached. */
export interface DescribedError {
  readonly name: string;
  /** Our own code, even after travelling as a Temporal failure; otherwise the driver's or the system's. */
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/** Describes an error of any realm or class by name, code, message and causes; anything else as its text. */
export const describeError = (error: unknown, depth = 0): DescribedError => {
  if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error) };
  const { name, message, stack, cause, code, type } = error as Partial<Record<string, unknown>>;
  const ownCode = [code, type].find((one) => typeof one === 'string' || typeof one === 'number');
  return {
    name: typeof name === 'string' ? name : 'Error',
    ...(ownCode === undefined ? {} : { code: String(ownCode) }),
    message: typeof message === 'string' ? message : '',
    ...(typeof stack === 'string' && depth === 0 ? { stack } : {}),
    ...(cause === undefined || cause === null || depth >= DEEPEST ? {} : { cause: describeError(cause, depth + 1) }),
  };
};

const DEEPEST = 5;
