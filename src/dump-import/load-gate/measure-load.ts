import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { fetchJson } from '../../connectors/http/fetch-json.js';
import { withConnection } from '../../connectors/mysql/open-connection.js';
import type { LoadReading } from '../../contracts/runs/load-reading.js';
import { apiUrl } from '../../contracts/api-url.js';
import type { LoadGateSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { Settings } from '../../contracts/settings.js';
import type { LoadMetrics } from './load-gate-rules.js';
import { judgeLoad } from './load-gate-rules.js';

/**
 * Measures how busy the target is: by the application's own figures if `load_check.metrics_url` is set, otherwise by
 * the server's threads and connections, this host's memory and CPU, and the requests that this installation's API is
 * serving. An API that does not answer counts as serving none. Throws LOAD_METRICS_UNREADABLE and `MYSQL_…` codes.
 */
export const measureLoad = async (gate: LoadGateSettings, { mysql, api }: MeasuredPrograms): Promise<LoadReading> => {
  if (gate.metricsUrl !== undefined) return judgeLoad(await applicationMetrics(gate.metricsUrl), gate.thresholds);
  const [own, concurrentRequests] = await Promise.all([ownMetrics(mysql), ownRequests(api)]);
  return judgeLoad({ ...own, ...(concurrentRequests === undefined ? {} : { concurrentRequests }) }, gate.thresholds);
};

export interface MeasuredPrograms extends Pick<Settings, 'api'> {
  readonly mysql: MysqlSettings;
}

const applicationMetrics = async (url: string): Promise<LoadMetrics> => {
  const body = (await fetchJson(url, { code: 'LOAD_METRICS_UNREADABLE', timeoutMs: 10_000 })) as Record<
    string,
    unknown
  >;
  const figure = (name: string) => (typeof body[name] === 'number' ? body[name] : undefined);
  return withoutUndefined({
    concurrentRequests: figure('concurrent_requests'),
    activeDbConnections: figure('active_db_connections'),
    memoryUsagePercent: figure('memory_usage_percent'),
    cpuUsagePercent: figure('cpu_usage_percent'),
    threadsRunning: figure('threads_running'),
  });
};

/** Only the API, a separate program on this machine or behind `api.url`, can count its own requests. */
const ownRequests = async (api: Settings['api']): Promise<number | undefined> => {
  try {
    const url = `${apiUrl(api)}/health/load`;
    const { concurrent_requests: count } = (await fetchJson(url, {
      code: 'LOAD_METRICS_UNREADABLE',
      timeoutMs: 2_000,
    })) as LoadAnswer;
    return typeof count === 'number' ? count : undefined;
  } catch {
    return undefined;
  }
};

interface LoadAnswer {
  readonly concurrent_requests?: unknown;
}

const ownMetrics = (mysql: MysqlSettings): Promise<LoadMetrics> =>
  withConnection(mysql, 'publisher', {}, async (connection) => {
    const rows = await connection.query(
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('Threads_running', 'Threads_connected')",
    );
    const status = new Map(rows.map((row) => [String(row['Variable_name']).toLowerCase(), Number(row['Value'])]));
    return withoutUndefined({
      threadsRunning: status.get('threads_running'),
      activeDbConnections: status.get('threads_connected'),
      memoryUsagePercent: Math.round((1 - freemem() / totalmem()) * 100),
      cpuUsagePercent: Math.min(100, Math.round(((loadavg()[0] ?? 0) / cpus().length) * 100)),
    });
  });

const withoutUndefined = (metrics: { [Key in keyof LoadMetrics]: number | undefined }): LoadMetrics =>
  Object.fromEntries(Object.entries(metrics).filter(([, value]) => value !== undefined));
