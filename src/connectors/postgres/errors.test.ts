import { describe, expect, it } from 'vitest';
import { postgresErrorState, translatePostgresError } from './errors.js';

const serverError = (code: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { code, file: 'heapam.c', detail: 'Key (name)=(Müller) already exists.', ...more });
const translate = (error: unknown) => translatePostgresError('Cannot x', error);

describe('an error of PostgreSQL', () => {
  it.each([
    ['08006', 'POSTGRES_CONNECTION_LOST'],
    ['22003', 'POSTGRES_ROW_REFUSED'],
    ['23505', 'POSTGRES_ROW_REFUSED'],
    ['28P01', 'POSTGRES_AUTH_FAILED'],
    ['3D000', 'POSTGRES_DATABASE_UNKNOWN'],
    ['40001', 'POSTGRES_DEADLOCK'],
    ['40P01', 'POSTGRES_DEADLOCK'],
    ['42501', 'POSTGRES_PERMISSION_DENIED'],
    ['42P01', 'POSTGRES_STATEMENT_FAILED'],
    ['53100', 'POSTGRES_DISK_FULL'],
    ['53200', 'POSTGRES_STATEMENT_CANCELLED'],
    ['53300', 'POSTGRES_UNREACHABLE'],
    ['55P03', 'POSTGRES_LOCK_TIMEOUT'],
    ['57014', 'POSTGRES_STATEMENT_CANCELLED'],
    ['57P01', 'POSTGRES_CONNECTION_LOST'],
    ['57P03', 'POSTGRES_UNREACHABLE'],
    ['XX000', 'POSTGRES_STATEMENT_FAILED'],
  ])('%s is %s', (sqlState, code) => {
    const error = translate(serverError(sqlState, 'x'));
    expect(error).toMatchObject({ code, details: { sqlState } });
    expect(postgresErrorState(error)).toBe(sqlState);
  });

  it.each([
    ['ECONNREFUSED', 'connect ECONNREFUSED', 'POSTGRES_UNREACHABLE'],
    ['EPIPE', 'write EPIPE', 'POSTGRES_CONNECTION_LOST'],
    [undefined, 'Connection terminated unexpectedly', 'POSTGRES_CONNECTION_LOST'],
    [undefined, 'Client has encountered a connection error and is not queryable', 'POSTGRES_CONNECTION_LOST'],
    [undefined, 'timeout expired', 'POSTGRES_UNREACHABLE'],
    [undefined, 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'POSTGRES_AUTH_FAILED'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', 'POSTGRES_AUTH_FAILED'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", 'POSTGRES_AUTH_FAILED'],
  ])('of the socket or the driver (%s, "%s") is %s', (code, message, ours) => {
    const error = translate(Object.assign(new Error(message), { code }));
    expect(error).toMatchObject({ code: ours, details: {} });
    expect(postgresErrorState(error)).toBeUndefined();
  });

  it('repeats what names objects only', () => {
    const unique = 'duplicate key value violates unique constraint "person_name"';
    const error = translate(serverError('23505', unique, { table: 'person', constraint: 'person_name' }));
    expect(error.message).toBe(`Cannot x: the server answered 23505 unique_violation: ${unique}`);
    expect(error.details).toEqual({ sqlState: '23505', table: 'person', constraint: 'person_name' });
  });

  it('names line and column of a COPY and leaves the value behind', () => {
    const where = 'COPY person, line 7, column born: "Müller, line 9, column x"';
    const error = translate(serverError('22007', 'invalid input syntax for type date: "Müller"', { where }));
    expect(error.message).toBe(
      'Cannot x: the server answered 22007 invalid_datetime_format: column "born", line 7 of the copied data',
    );
    expect(error.details).toEqual({ sqlState: '22007', line: 7, column: 'born' });
  });

  it.each([
    ['22P02', 'invalid input syntax for type integer: "Müller"', 'numutils.c'],
    ['22003', 'value "Müller" is out of range for type integer', 'numutils.c'],
    ['42601', 'syntax error at or near "Müller"', 'scan.l'],
    ['P0001', 'Müller is not allowed', 'pl_exec.c'],
    // A trigger may raise any SQLSTATE.
    ['23514', 'the price of Müller is too low', 'pl_exec.c'],
    ['23514', 'the price of Müller is too low', 'plpy_elog.c'],
    ['XX000', 'could not find Müller', 'heapam.c'],
  ])('%s "%s" of %s is told without its text', (sqlState, message, file) => {
    const where = 'PL/pgSQL function check_price() line 3 at RAISE, value Müller';
    const query = "insert into person values ('Müller')";
    const error = translate(serverError(sqlState, message, { file, where, internalQuery: query }));
    expect(error.message).toMatch(new RegExp(`^Cannot x: the server answered ${sqlState}`));
    expect(JSON.stringify([error.message, error.details, error.stack, error.cause])).not.toMatch(/Müller|insert/);
  });
});
