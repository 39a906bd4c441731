import { describe, expect, it } from 'vitest';
import { translateMysqlError } from './errors.js';

const driverError = (errno: number, code: string, message: string) =>
  Object.assign(new Error(message), { errno, code, sql: "INSERT INTO person VALUES ('Müller')" });

describe('an error of the driver', () => {
  it('becomes ours by the number of the server', () => {
    expect(translateMysqlError('Cannot x', driverError(1213, 'ER_LOCK_DEADLOCK', 'Deadlock found')).code).toBe('MYSQL_DEADLOCK');
    expect(translateMysqlError('Cannot x', driverError(1045, 'ER_ACCESS_DENIED_ERROR', 'denied')).code).toBe('MYSQL_AUTH_FAILED');
    expect(translateMysqlError('Cannot x', driverError(1064, 'ER_PARSE_ERROR', 'near x')).code).toBe('MYSQL_STATEMENT_FAILED');
  });

  it('becomes ours by the name of the socket error', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { errno: -111, code: 'ECONNREFUSED' });
    expect(translateMysqlError('Cannot x', refused)).toMatchObject({ code: 'MYSQL_UNREACHABLE', details: {} });
  });

  it('repeats what names objects only', () => {
    const error = translateMysqlError('Cannot x', driverError(1146, 'ER_NO_SUCH_TABLE', "Table 'a.b' doesn't exist"));
    expect(error.message).toBe("Cannot x: the server answered 1146 ER_NO_SUCH_TABLE: Table 'a.b' doesn't exist");
  });

  it('never carries the statement or a value', () => {
    const error = translateMysqlError('Cannot load', driverError(1062, 'ER_DUP_ENTRY', "Duplicate entry 'Müller' for key"));
    expect(JSON.stringify([error.message, error.details, error.stack, error.cause])).not.toMatch(/Müller|INSERT/);
  });
});
