import type { LoadReading } from '../../contracts/runs/load-reading.js';
import type { LoadGateSettings } from '../../contracts/dump-import/settings.js';

/** One measurement; an unknown figure is absent and never counts as busy. */
export interface LoadMetrics {
  readonly concurrentRequests?: number;
  readonly activeDbConnections?: number;
  readonly memoryUsagePercent?: number;
  readonly cpuUsagePercent?: number;
  readonly threadsRunning?: number;
}

/** Busy means that any measured figure is above its threshold. */
export const judgeLoad = (metrics: LoadMetrics, thresholds: LoadGateSettings['thresholds']): LoadReading => {
  const above = (Object.keys(LABELS) as (keyof LoadMetrics)[]).filter((key) => {
    const value = metrics[key];
    const threshold = thresholds[key];
    return value !== undefined && threshold !== undefined && value > threshold;
  });
  const describe = (key: keyof LoadMetrics) => `${LABELS[key]} ${metrics[key] ?? 0} above ${thresholds[key] ?? 0}`;
  return {
    busy: above.length > 0,
    reason: above.length > 0 ? above.map(describe).join(', ') : 'below every threshold',
  };
};

const LABELS: Readonly<Record<keyof LoadMetrics, string>> = {
  concurrentRequests: 'concurrent requests',
  activeDbConnections: 'active database connections',
  memoryUsagePercent: 'memory usage percent',
  cpuUsagePercent: 'CPU usage percent',
  threadsRunning: 'running server threads',
};
