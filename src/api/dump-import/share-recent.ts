/** Readings that hold for a while, for all who ask meanwhile. */
export interface RecentReadings<T> {
  /** What was read last, where that began at most so long ago; a failure holds for those who wait for it only. */
  read(read: () => Promise<T>): Promise<T>;
  /** Lets the next one read again: something was changed. */
  forget(): void;
}

export const shareRecent = <T>(holdsMs: number, now: () => number = () => performance.now()): RecentReadings<T> => {
  let latest: { readonly at: number; readonly reading: Promise<T> } | undefined;
  return {
    read: (read) => {
      if (latest !== undefined && now() - latest.at < holdsMs) return latest.reading;
      const mine = { at: now(), reading: read() };
      latest = mine;
      mine.reading.catch(() => {
        if (latest === mine) latest = undefined;
      });
      return mine.reading;
    },
    forget: () => {
      latest = undefined;
    },
  };
};
