export type Turns = <T>(key: string, act: () => Promise<T>) => Promise<T>;

/** Does one after another what has the same key, in this process; what fails holds up no other. */
export const takeTurns = (): Turns => {
  const last = new Map<string, Promise<unknown>>();
  return async (key, act) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(act, act);
    const done = turn.catch(() => undefined);
    last.set(key, done);
    try {
      return await turn;
    } finally {
      if (last.get(key) === done) last.delete(key);
    }
  };
};
