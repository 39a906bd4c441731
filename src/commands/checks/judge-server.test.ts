import { describe, expect, it } from 'vitest';
import type { Settings } from '../../contracts/settings.js';
import { judgeServer } from './judge-server.js';

const settings = (events: 'enabled' | 'disabled' = 'disabled') =>
  ({ pipelines: [{ kind: 'dump-import', objects: { events }, importTimeoutMs: 600_000 }] }) as unknown as Settings;

const GOOD = {
  autocommit: 'ON',
  event_scheduler: 'OFF',
  innodb_read_only: 'OFF',
  local_infile: 'ON',
  log_bin: 'OFF',
  log_bin_trust_function_creators: 'OFF',
  max_allowed_packet: '16777216',
  max_statement_time: '0.000000',
  read_only: 'OFF',
  wait_timeout: '28800',
  wsrep_on: 'OFF',
};

describe("the judgement of the server's settings", () => {
  it('reports nothing if all is well, also for variables that the server does not have', () => {
    expect(judgeServer(GOOD, settings())).toEqual([]);
    expect(judgeServer({}, settings())).toEqual([]);
  });

  it.each([
    ['log_bin', { log_bin: 'ON' }, 'warn', '1419', 'SET GLOBAL log_bin_trust_function_creators = 1;'],
    ['local_infile', { local_infile: 'OFF' }, 'warn', 'LOAD DATA LOCAL', 'SET GLOBAL local_infile = 1;'],
    [
      'max_allowed_packet',
      { max_allowed_packet: '1048576' },
      'warn',
      'at most 1048576 bytes',
      'SET GLOBAL max_allowed_packet',
    ],
    ['autocommit', { autocommit: 'OFF' }, 'warn', 'do not commit', 'SET GLOBAL autocommit = 1;'],
    ['max_statement_time', { max_statement_time: '30.000000' }, 'warn', 'max_statement_time', 'set it to 0'],
    ['max_execution_time', { max_execution_time: '1000' }, 'warn', 'max_execution_time', 'set it to 0'],
    ['wait_timeout', { wait_timeout: '60' }, 'warn', 'silent for 60 s', 'SET GLOBAL wait_timeout'],
    [
      'sql_require_primary_key',
      { sql_require_primary_key: 'ON' },
      'warn',
      'primary key',
      'SET GLOBAL sql_require_primary_key = OFF;',
    ],
    ['read_only', { read_only: 'NO_LOCK' }, 'fail', 'read-only', 'mysql.host'],
    ['wsrep_on', { wsrep_on: 'ON' }, 'warn', 'Galera', ''],
  ])('tells of %s, and what to do', (_name, change, state, text, fix) => {
    const results = judgeServer({ ...GOOD, ...change }, settings());
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ what: 'mysql server', state });
    expect(results[0]?.text).toContain(text);
    expect((results[0]?.fix ?? []).join()).toContain(fix);
  });

  it('minds the event scheduler only where events are to run', () => {
    expect(judgeServer(GOOD, settings('enabled'))[0]?.text).toContain('never run');
    expect(judgeServer({ ...GOOD, event_scheduler: 'ON' }, settings('enabled'))).toEqual([]);
  });

  it('does not mind a binary log whose server trusts the makers of functions', () => {
    expect(judgeServer({ ...GOOD, log_bin: 'ON', log_bin_trust_function_creators: 'ON' }, settings())).toEqual([]);
  });
});
