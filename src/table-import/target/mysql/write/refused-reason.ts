import { mysqlErrorNumber } from '../../../../connectors/mysql/errors.js';
import type { MysqlConnection } from '../../../../connectors/mysql/open-connection.js';
import type { StevedoreError } from '../../../../contracts/errors.js';
import type { Reason } from '../../../../contracts/table-import/reason.js';
import { setReason } from '../../set-reasons.js';
import type { TableShape } from '../catalog/table-shape.js';

/**
 * Why the server refused one record, in the words of its last answer on the connection; they may hold a value, which a
 * reject may.
 */
export const refusedReason = async (
  connection: MysqlConnection,
  shape: TableShape,
  error: StevedoreError,
): Promise<Reason> => {
  const number = mysqlErrorNumber(error) ?? 0;
  const told = (await connection.query('SHOW ERRORS')).find((row) => Number(row['Code']) === number);
  const text = typeof told?.['Message'] === 'string' ? told['Message'] : '';
  const constraint = /onstraint '([^']+)' is violated|CONSTRAINT `((?:[^`]|``)+)`/.exec(text);
  const name = constraint?.[1] ?? constraint?.[2];
  const listed = error.details['column'];
  const column = typeof listed === 'string' ? listed : /[Cc]olumn '([^']+)'/.exec(text)?.[1];
  if (number === NULL_IN_COLUMN && column !== undefined && isGuard(shape, column)) {
    return { code: 'not_unique', message: 'another row has the same values in one of the unique indexes' };
  }
  if (number === NULL_IN_COLUMN && column !== undefined) return setReason({ code: 'required', columns: [column] });
  if (number === DUPLICATE) {
    const key = /for key '([^']*)'$/.exec(text)?.[1];
    return { code: 'not_unique', message: `another row has the same values in the unique index "${key ?? ''}"` };
  }
  return {
    code: number === NO_PARENT ? 'missing_reference' : 'refused_by_database',
    ...(column !== undefined && { column }),
    message:
      name === undefined ? `the server answers ${number}: ${text.slice(0, 500)}` : `violates the constraint "${name}"`,
  };
};

const NULL_IN_COLUMN = 1048;
const DUPLICATE = 1062;
const NO_PARENT = 1452;

const isGuard = ({ guard }: TableShape, column: string): boolean => guard === `\`${column.replaceAll('`', '``')}\``;
