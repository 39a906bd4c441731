import { pipelinesOf } from '../../contracts/kinds.js';
import type { Settings } from '../../contracts/settings.js';
import type { CheckResult } from './check-result.js';

/** The server's variables by lower-case name; missing ones are absent. */
export type ServerVariables = Readonly<Record<string, string>>;

/** The variables that the judgement reads. */
export const JUDGED_VARIABLES = [
  'autocommit',
  'event_scheduler',
  'innodb_read_only',
  'local_infile',
  'log_bin',
  'log_bin_trust_function_creators',
  'max_allowed_packet',
  'max_execution_time',
  'max_statement_time',
  'read_only',
  'sql_require_primary_key',
  'wait_timeout',
  'wsrep_on',
] as const;

/** Lists server settings that hinder an import or its readers, one line each; empty if all is well. */
export const judgeServer = (variables: ServerVariables, settings: Pick<Settings, 'pipelines'>): CheckResult[] =>
  RULES.flatMap((rule) => {
    const result = rule(variables, settings);
    return result === undefined ? [] : [{ what: 'mysql server', ...result }];
  });

type Rule = (
  variables: ServerVariables,
  settings: Pick<Settings, 'pipelines'>,
) => Omit<CheckResult, 'what'> | undefined;

const isOn = (value: string | undefined): boolean => ['ON', '1', 'YES'].includes(value?.toUpperCase() ?? '');
const isOff = (value: string | undefined): boolean => value !== undefined && !isOn(value);

/** Newer MariaDB has several read-only modes. */
const isRestricted = (value: string | undefined): boolean => !['', 'OFF', '0'].includes(value?.toUpperCase() ?? '');

const RULES: readonly Rule[] = [
  ({ read_only, innodb_read_only }) =>
    isRestricted(read_only) || isOn(innodb_read_only)
      ? {
          state: 'fail',
          text: 'is read-only: nothing can be loaded',
          fix: ['name the server that may be written as mysql.host'],
        }
      : undefined,
  ({ log_bin, log_bin_trust_function_creators: trust }) =>
    isOn(log_bin) && isOff(trust)
      ? {
          state: 'warn',
          text: 'writes a binary log and log_bin_trust_function_creators is off: a dump with triggers or functions is not published (1418, 1419)',
          fix: [persistent('log_bin_trust_function_creators', 1)],
        }
      : undefined,
  ({ event_scheduler }, { pipelines }) =>
    event_scheduler?.toUpperCase() !== 'ON' &&
    pipelinesOf({ pipelines }, 'dump-import').some(({ objects }) => objects.events === 'enabled')
      ? {
          state: 'warn',
          text: 'runs no events, and objects.events is "enabled": those of the dumps are created but never run',
          fix: [persistent('event_scheduler', 'ON')],
        }
      : undefined,
  ({ local_infile }) =>
    isOff(local_infile)
      ? {
          state: 'warn',
          text: 'does not accept LOAD DATA LOCAL: tables are loaded by INSERT statements, which takes longer',
          fix: [persistent('local_infile', 1)],
        }
      : undefined,
  ({ max_allowed_packet }) =>
    max_allowed_packet !== undefined && Number(max_allowed_packet) < LEAST_PACKET
      ? {
          state: 'warn',
          text: `accepts statements of at most ${max_allowed_packet} bytes: a dump with a longer one is refused (DUMP_STATEMENT_TOO_LARGE)`,
          fix: [persistent('max_allowed_packet', 67_108_864)],
        }
      : undefined,
  ({ autocommit }) =>
    isOff(autocommit)
      ? {
          state: 'warn',
          text: 'begins a transaction with every statement (autocommit is off): readers that do not commit block a publish',
          fix: [persistent('autocommit', 1)],
        }
      : undefined,
  ({ max_statement_time, max_execution_time }) =>
    Number(max_statement_time ?? 0) > 0 || Number(max_execution_time ?? 0) > 0
      ? {
          state: 'warn',
          text: 'ends long statements by itself (max_statement_time, max_execution_time): the load or the proof of a large table fails',
          fix: ['set it to 0 for the accounts of mysql.loader and mysql.publisher'],
        }
      : undefined,
  ({ wait_timeout }, { pipelines }) => {
    const longest =
      Math.max(0, ...pipelinesOf({ pipelines }, 'dump-import').map(({ importTimeoutMs }) => importTimeoutMs)) / 1_000;
    return wait_timeout !== undefined && Number(wait_timeout) < longest
      ? {
          state: 'warn',
          text: `closes connections that are silent for ${wait_timeout} s, and a load may take ${longest} s (database.import_timeout)`,
          fix: [persistent('wait_timeout', 28_800)],
        }
      : undefined;
  },
  ({ sql_require_primary_key }) =>
    isOn(sql_require_primary_key)
      ? {
          state: 'warn',
          text: 'refuses tables without a primary key: a dump that has one cannot be loaded',
          fix: [persistent('sql_require_primary_key', 'OFF')],
        }
      : undefined,
  ({ wsrep_on }) =>
    isOn(wsrep_on)
      ? {
          state: 'warn',
          text: 'is a node of a Galera cluster: its limits for one transaction apply to the load of one table (wsrep_max_ws_size)',
        }
      : undefined,
];

/** MariaDB's default; most dump tools stay below it. */
const LEAST_PACKET = 16_777_216;

const persistent = (name: string, value: string | number): string =>
  `SET GLOBAL ${name} = ${value};  -- and in the server's configuration file: ${name} = ${value}`;
