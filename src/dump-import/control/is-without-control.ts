import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';

/** Whether a statement failed because the control schema, or a table of it, is not there: nothing was imported yet. */
export const isWithoutControl = (error: unknown): boolean => [1146, 1049].includes(mysqlErrorNumber(error) ?? 0);
