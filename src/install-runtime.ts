import type { Logger as TemporalLogger } from '@temporalio/worker';
import { Runtime } from '@temporalio/worker';
import { StevedoreError } from './contracts/errors.js';
import type { DebugLogger } from './contracts/logger.js';

/** Named as Prometheus wants it: counters end in `_total`, durations are seconds. */
const prometheusAt = (bindAddress: string) => ({
  bindAddress,
  countersTotalSuffix: true,
  unitSuffix: true,
  useSecondsForDurations: true,
});

let installed = false;

/**
 * Sets Temporal's part of a process up, once: its log goes to ours, and its metrics are served where an address says
 * so. Throws CONFIG_INVALID where that cannot be listened on.
 */
export const installRuntime = (logger: DebugLogger, metricsAddress?: string): void => {
  if (installed) return;
  installed = true;
  const metrics = metricsAddress === undefined ? {} : { metrics: { prometheus: prometheusAt(metricsAddress) } };
  try {
    Runtime.install({
      logger: temporalLogger(logger),
      workerHeartbeatInterval: '5s',
      // Programs decide themselves when to stop.
      shutdownSignals: [],
      telemetryOptions: { logging: { filter: { core: 'WARN', other: 'WARN' }, forward: {} }, ...metrics },
    });
  } catch (cause) {
    if (metricsAddress === undefined) throw cause;
    throw new StevedoreError(
      'CONFIG_INVALID',
      `Cannot serve metrics on "${metricsAddress}": is it taken? Correct worker.metrics_address`,
      { cause },
    );
  }
};

const temporalLogger = (logger: DebugLogger): TemporalLogger => {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, meta: { readonly error?: unknown } = {}) => {
      const { error, ...rest } = meta;
      logger[level]({ temporal: rest, ...(error === undefined ? {} : { error }) }, message);
    };
  const [trace, debug, info, error] = [at('debug'), at('debug'), at('debug'), at('error')];
  // The host's worker has no workflows, and is not to have any.
  const warn: typeof error = (message, meta) =>
    at(message.startsWith('No workflows registered') ? 'debug' : 'warn')(message, meta);
  return {
    trace,
    debug,
    info,
    warn,
    error,
    log: (level, message, meta) => {
      const write = { TRACE: trace, DEBUG: debug, INFO: info, WARN: warn, ERROR: error }[level];
      write(message, meta);
    },
  };
};
