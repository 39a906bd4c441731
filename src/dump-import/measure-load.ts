import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { fetchJson } from '../connectors/http/fetch-json.js';
import { withConnection } from '../connectors/mysql/open-connection.js';
import type { LoadReading } from '../contracts/run-plan.js';
import type { LoadGateSettings, MysqlSettings } from '../contracts/settings.js';
import type { LoadMetrics } from './load-gate-rules.js';
import { judgeLoad } from './load-gate-rules.js';

/**
 * Measures how busy the target is: by the application's own figures where `load_check.metrics_url` names them, otherwise by the
 * server's threads and connections and this host's memory and CPU. Throws LOAD_METRICS_UNREADABLE and `MYSQL_…` codes.
 */
export const measureLoad = async (gate: LoadGateSettings, mysql: MysqlSettings): Promise<LoadReading> => {
  const metrics = gate.metricsUrl === undefined ? await ownMetrics(mysql) : await applicationMetrics(gate.metricsUrl);
  return judgeLoad(metrics, gate.thresholds);
};

const applicationMetrics = async (url: string): Promise<LoadMetrics> => {
  const body = (await fetchJson(url, { code: 'LOAD_METRICS_UNREADABLE', timeoutMs: 10_000 })) as Record<string, unknown>;
  const figure = (name: string) => (typeof body[name] === 'number' ? body[name] : undefined);
  return withoutUndefined({
    concurrentRequests: figure('concurrent_requests'),
    activeDbConnections: figure('active_db_connections'),
    memoryUsagePercent: figure('memory_usage_percent'),
    cpuUsagePercent: figure('cpu_usage_percent'),
    threadsRunning: figure('threads_running'),
  });
};

/** Requests of the application are unknown here; what runs on its database is the nearest figure for them. */
const ownMetrics = (mysql: MysqlSettings): Promise<LoadMetrics> =>
  withConnection(mysql, 'publisher', {}, async (connection) => {
    const rows = await connection.query(
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('Threads_running', 'Threads_connected')",
    );
    const status = new Map(rows.map((row) => [String(row['Variable_name']).toLowerCase(), Number(row['Value'])]));
    const threadsRunning = status.get('threads_running');
    return withoutUndefined({
      concurrentRequests: threadsRunning,
      threadsRunning,
      activeDbConnections: status.get('threads_connected'),
      memoryUsagePercent: Math.round((1 - freemem() / totalmem()) * 100),
      cpuUsagePercent: Math.min(100, Math.round(((loadavg()[0] ?? 0) / cpus().length) * 100)),
    });
  });

const withoutUndefined = (metrics: { [Key in keyof LoadMetrics]: number | undefined }): LoadMetrics =>
  Object.fromEntries(Object.entries(metrics).filter(([, value]) => value !== undefined));
