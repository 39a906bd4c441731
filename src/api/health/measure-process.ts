/** What this process takes of its machine. */
export interface ProcessFigures {
  readonly startedAt: string;
  readonly uptimeSeconds: number;
  /** Of one core, since the figures were asked for before, or over its whole life at first: 200 is two cores. */
  readonly cpuPercent: number;
  readonly residentBytes: number;
}

/** Figures that are asked for again within a second are those of before. */
export const createProcessMeter = (now: () => number = () => performance.now()) => {
  let at = 0;
  let cpu = 0;
  let percent: number | undefined;
  const measure = (): number => {
    const time = now();
    if (percent !== undefined && time - at < LEAST_MS) return percent;
    const { user, system } = process.cpuUsage();
    const used = (user + system) / 1_000;
    percent = time <= at ? 0 : ((used - cpu) / (time - at)) * 100;
    at = time;
    cpu = used;
    return percent;
  };
  return (): ProcessFigures => {
    const uptime = process.uptime();
    return {
      startedAt: new Date(Date.now() - uptime * 1_000).toISOString(),
      uptimeSeconds: Math.floor(uptime),
      cpuPercent: Math.round(measure() * 10) / 10,
      residentBytes: process.memoryUsage.rss(),
    };
  };
};

const LEAST_MS = 1_000;
