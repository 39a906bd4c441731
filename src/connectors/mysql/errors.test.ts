import { describe, expect, it } from 'vitest';
import { translateMysqlError } from './errors.js';

const driverError = (errno: number, code: string, message: string) =>
  Object.assign(new Error(message), { errno, code, sql: "INSERT INTO person VALUES ('Müller')" });

describe('an error of the driver', () => {
  it('becomes ours by the number of the server', () => {
    expect(translateMysqlError('Cannot x', driverError(1213, 'ER_LOCK_DEADLOCK', 'Deadlock found')).code).toBe(
      'MYSQL_DEADLOCK',
    );
    expect(translateMysqlError('Cannot x', driverError(1045, 'ER_ACCESS_DENIED_ERROR', 'denied')).code).toBe(
      'MYSQL_AUTH_FAILED',
    );
    expect(translateMysqlError('Cannot x', driverError(1064, 'ER_PARSE_ERROR', 'near x')).code).toBe(
      'MYSQL_STATEMENT_FAILED',
    );
  });

  it('becomes ours by the name of the socket error', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { errno: -111, code: 'ECONNREFUSED' });
    expect(translateMysqlError('Cannot x', refused)).toMatchObject({ code: 'MYSQL_UNREACHABLE', details: {} });
  });

  it('repeats what names objects only', () => {
    const error = translateMysqlError('Cannot x', driverError(1146, 'ER_NO_SUCH_TABLE', "Table 'a.b' doesn't exist"));
    expect(error.message).toBe("Cannot x: the server answered 1146 ER_NO_SUCH_TABLE: Table 'a.b' doesn't exist");
  });

  it.each([
    [1062, "Duplicate entry 'Müller' for key 'person.name'", ': two rows have the same value of the key "person.name"'],
    [1062, "Duplicate entry 'Müller for key ' for key 'name'", ': two rows have the same value of the key "name"'],
    [
      1366,
      "Incorrect string value: '\\xF0M' for column `shop`.`person`.`name` at row 7",
      ': a value does not fit the column "name" (row 7 of the statement)',
    ],
    [
      1292,
      "Incorrect datetime value: 'Müller' for column 'born' at row 1",
      ': a value does not fit the column "born" (row 1 of the statement)',
    ],
    [1292, "Truncated incorrect DOUBLE value: 'Müller'", ''],
    [1064, "You have an error in your SQL syntax near 'Müller'", ''],
    [1526, 'Table has no partition for value Müller', ''],
    [1101, "BLOB/TEXT column 'z' can't have a default value", ": BLOB/TEXT column 'z' can't have a default value"],
  ])('tells of %i key or column, and leaves the value behind', (number, text, told) => {
    expect(translateMysqlError('Cannot x', driverError(number, 'ER_X', text)).message).toBe(
      `Cannot x: the server answered ${number} ER_X${told}`,
    );
  });

  it('never carries the statement or a value', () => {
    const error = translateMysqlError(
      'Cannot load',
      driverError(1062, 'ER_DUP_ENTRY', "Duplicate entry 'Müller' for key"),
    );
    expect(JSON.stringify([error.message, error.details, error.stack, error.cause])).not.toMatch(/Müller|INSERT/);
  });
});
