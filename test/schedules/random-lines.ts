/** The same lines for the same seed (mulberry32). */
export const createRandom = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

const MONTHS = ['JAN', 'feb', 'Mar', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'oct', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'mon', 'Tue', 'WED', 'THU', 'FRI', 'SAT'];

/** A crontab line of five fields, or six: lists, ranges, steps and names, the night hours more often than others. */
export const randomLine = (random: (below: number) => number): string => {
  const range = (from: number, to: number): [number, number] => {
    const start = from + random(to - from + 1);
    return [start, start + random(to - start + 1)];
  };
  const numbers = (from: number, to: number): string => {
    const form = random(6);
    if (form <= 2) return String(from + random(to - from + 1));
    const [start, end] = range(from, to);
    if (form === 3) return `${start}-${end}`;
    if (form === 4) return `${start}-${end}/${1 + random(5)}`;
    return Array.from({ length: 1 + random(3) }, () => from + random(to - from + 1)).join(',');
  };
  const some = (share: number, field: () => string, otherwise: () => string): string =>
    random(100) < share ? field() : otherwise();
  const minute = some(
    80,
    () => numbers(0, 59),
    () => ['*/15', '*/20', '*/7', '0-59/30'][random(4)] ?? '0',
  );
  const hour = some(
    55,
    () => numbers(0, 3),
    () =>
      some(
        60,
        () => numbers(0, 23),
        () => ['*', '*/2', '*/5', '0-23', '*/12'][random(5)] ?? '*',
      ),
  );
  const day = some(
    35,
    () => numbers(1, 31),
    () =>
      some(
        80,
        () => '*',
        () => `*/${2 + random(9)}`,
      ),
  );
  const month = some(
    20,
    () => (random(3) === 0 ? (MONTHS[random(12)] ?? 'JAN') : numbers(1, 12)),
    () =>
      some(
        85,
        () => '*',
        () => '*/2',
      ),
  );
  const weekday = some(
    35,
    () => (random(3) === 0 ? (WEEKDAYS[random(7)] ?? 'SUN') : numbers(0, 7)),
    () =>
      some(
        85,
        () => '*',
        () => '*/2',
      ),
  );
  const fields = [minute, hour, day, month, weekday];
  return (random(5) === 0 ? [String(random(60)), ...fields] : fields).join(' ');
};
