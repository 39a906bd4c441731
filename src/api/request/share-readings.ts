/** Calls with the same key share a reading that is in progress. */
export const shareReadings = <T>(): ((key: string, read: () => Promise<T>) => Promise<T>) => {
  const underWay = new Map<string, Promise<T>>();
  return (key, read) => {
    const reading = underWay.get(key) ?? read().finally(() => underWay.delete(key));
    underWay.set(key, reading);
    return reading;
  };
};
