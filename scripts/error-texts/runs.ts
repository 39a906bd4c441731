import type { ErrorText } from './error-text.js';

export const RUNS_ERRORS = {
  LOAD_GATE_GAVE_UP: {
    means: 'The target was busy after `load_check.max_delays` waits.',
    todo: 'Start later, raise `max_delays` or the thresholds, or end the wait of the next run by `stevedore proceed RUN`.',
  },
  LOAD_METRICS_UNREADABLE: {
    means: '`load_check.metrics_url` does not answer with JSON.',
    todo: 'Check that address. It is tried again.',
  },
  RUN_DEADLINE_EXCEEDED: {
    means: 'The run took longer than `retry.deadline`, or a web service asks to wait until after it.',
    todo: 'Look at what it waited for (`stevedore logs RUN`), or raise `retry.deadline`.',
  },
  WORKER_LOST: {
    means: 'A worker ended during the step in every try (killed, out of memory, power), or no worker answers.',
    todo: "See the system's log of the worker's host, and start one: `stevedore worker`. The run goes on with the next one.",
  },
  TEMPORAL_UNREACHABLE: {
    means: '`temporal.address` does not answer.',
    todo: 'Start Temporal, or correct the address. Open runs go on when it is back.',
  },
  TEMPORAL_REFUSED: {
    means: 'Temporal refuses the request: namespace, API key or rights.',
    todo: 'Correct `temporal.namespace`, `temporal.api_key` or `temporal.tls`. `stevedore check` says which.',
  },
  SCHEDULE_MISSING: {
    means: 'The pipeline has no Schedule to pause: it has no `schedule`, is disabled, or no worker has started yet.',
    todo: 'Give it a `schedule` and start a worker.',
  },
  RUN_UNKNOWN: {
    means: 'There is no run of that id.',
    todo: '`stevedore runs` lists them. Runs that ended longer ago than `retention.days` are deleted.',
  },
  REJECT_UNKNOWN: {
    means: 'The run has no such open reject.',
    todo: '`stevedore rejects RUN` lists them.',
  },
  REPLAY_UNKNOWN: {
    means:
      'A warning: another host has put the rejects of a replay into the table, and its list of them went with its disk. They stay open.',
    todo: 'Dismiss those that are in the table. Replayed once more they change nothing, but in a table without a key they come twice.',
  },
  RUN_ALREADY_RUNNING: {
    means: 'A pipeline has one open run at a time. The answer names it.',
    todo: 'Wait for it (`stevedore watch RUN`), or stop it (`stevedore cancel RUN`).',
  },
  RUN_NOT_WAITING: {
    means: '`proceed` or `publish-now` for a run that does not wait.',
    todo: '`stevedore status PIPELINE` says what it does.',
  },
  RUN_ENDED: {
    means: 'The run has already ended.',
    todo: '`stevedore runs` lists what is open.',
  },
  RUN_NOT_REPEATABLE: {
    means: 'What the run was started with was not recorded (0.2 and older, or no worker took it).',
    todo: 'Start a new run.',
  },
  GENERATION_UNKNOWN: {
    means: 'The generation has no proof any more (it went with its tables), or never was one.',
    todo: '`stevedore generations PIPELINE` shows those that there are.',
  },
} satisfies Record<string, ErrorText>;
