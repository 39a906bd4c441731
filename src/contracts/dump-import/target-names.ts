/** The default schema of control tables, tokens and the store. */
export const CONTROL_SCHEMA = 'stevedore';

/** The schema that a run fills; no application reads it. */
export const stagingSchema = (database: string): string => `imp_${database}`;

/** The n-th generation before the current one: 1 is `prev_<db>`, 2 is `prev2_<db>`. */
export const previousSchema = (database: string, age = 1): string =>
  age === 1 ? `prev_${database}` : `prev${age}_${database}`;

/** The state before Stevedore's first import; pinned, never dropped by us. */
export const originalSchema = (database: string): string => `orig_${database}`;

/** The token of one epoch; its rename to `currentToken` is the commit point of a publish. */
export const nextToken = (pipeline: string, epoch: number): string => `next_${pipeline}_${epoch}`;

export const currentToken = (pipeline: string): string => `current_${pipeline}`;

/** The token of the n-th generation before the current one, numbered like `previousSchema`. */
export const previousToken = (pipeline: string, age = 1): string =>
  age === 1 ? `previous_${pipeline}` : `previous${age}_${pipeline}`;

/** A token that its successor has replaced in the same statement; dropped after the commit. */
export const spentToken = (pipeline: string, epoch: number, which: 'target' | 'live'): string =>
  `spent_${which}_${pipeline}_${epoch}`;

/** The number of the state before the first import. */
export const ORIGINAL_GENERATION = 0;

/** MySQL's and MariaDB's limit for the name of a schema or a table, in characters. */
export const MAX_IDENTIFIER_LENGTH = 64;

/** Pipeline names keep every derived name legal: `[a-z][a-z0-9_-]*`, at most this many characters. */
export const MAX_PIPELINE_NAME_LENGTH = 32;

export const PIPELINE_NAME = /^[a-z][a-z0-9_-]{0,31}$/;
