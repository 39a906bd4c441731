import { quoteName, quoteQualified } from '../../../connectors/mysql/quote-name.js';
import type { StoredObject } from '../../../contracts/dump-import/stored-object.js';
import { CONTROL_SCHEMA, stagingSchema } from '../../../contracts/dump-import/target-names.js';
import { firesBehind } from '../../objects/create-objects.js';
import { isPackage, ORACLE } from '../../objects/object-session.js';

/** One thing to do after the commit. Each can fail by itself and is idempotent; JSON only. */
export type CompletionStep =
  /** A definition that only the previous generation had. */
  | { readonly kind: 'drop'; readonly database: string; readonly object: StoredObject }
  /** A definition of the new generation. `behind`: a trigger that was not created yet and must come before this one. */
  | { readonly kind: 'create'; readonly database: string; readonly object: StoredObject; readonly behind?: string }
  /** Pins definitions from before the first import, like the tables beside them. */
  | { readonly kind: 'pin'; readonly database: string; readonly objects: readonly StoredObject[] }
  /** They are in live again, and will be read again when they are next removed. */
  | { readonly kind: 'unpin'; readonly database: string }
  /** A kept generation to be removed: its token after its tables, so that tables without a token are never ours. */
  | {
      readonly kind: 'displaced';
      readonly database: string;
      readonly schemas: readonly string[];
      readonly tokens: readonly string[];
    }
  /**
   * The staging schema, unless it was filled since; `onlyEmpty` after a rollback, when a killed server may have left a
   * table in it.
   */
  | { readonly kind: 'staging'; readonly database: string; readonly epoch: number; readonly onlyEmpty: boolean }
  /** The records of what was staged, unless it was filled since. */
  | { readonly kind: 'records'; readonly database: string; readonly epoch: number };

/** Whether `other`, a later step, is a trigger that must be created after this one. */
export const followsStep = (other: CompletionStep, step: CompletionStep): boolean =>
  other.kind === 'create' && step.kind === 'create' && firesBehind(other, step);

/** Whether a failed step is recorded and retried; the next publish or sweep repairs the others by itself. */
export const isTriedAgain = ({ kind }: CompletionStep): boolean =>
  kind === 'drop' || kind === 'create' || kind === 'pin' || kind === 'unpin';

/** The whole statement of the step, as a person would run it. */
export const statementOf = (step: CompletionStep, pipeline: string): string => {
  const condition = `WHERE pipeline = '${pipeline}' AND database_name = '${step.database}'`;
  switch (step.kind) {
    case 'drop': {
      const { kind, name } = step.object;
      const drop = `DROP ${kind.toUpperCase()} IF EXISTS ${quoteQualified(step.database, name)}`;
      return isPackage(kind) ? `SET sql_mode = ${ORACLE}; ${drop}` : drop;
    }
    case 'create':
      return `USE ${quoteName(step.database)}; ${setMode(step.object)}${textOf(step.object)}`;
    case 'pin':
      return `-- definitions of "${step.database}" from before the first import:\n${step.objects.map(textOf).join(';\n')}`;
    case 'unpin':
      return `DELETE FROM ${CONTROL_SCHEMA}.originals ${condition}`;
    case 'displaced':
      return [
        ...step.schemas.map((schema) => `DROP DATABASE IF EXISTS ${quoteName(schema)}`),
        ...step.tokens.map((token) => `DROP TABLE IF EXISTS ${quoteQualified(CONTROL_SCHEMA, token)}`),
      ].join('; ');
    case 'staging':
      return `DROP DATABASE IF EXISTS ${quoteName(stagingSchema(step.database))}`;
    case 'records':
      return `DELETE FROM ${CONTROL_SCHEMA}.staged ${condition}; DELETE FROM ${CONTROL_SCHEMA}.loaded ${condition}`;
  }
};

/** The same for a log line: without a definition's body, which may hold anything. */
export const shortStatementOf = (step: CompletionStep, pipeline: string): string => {
  const whole = `(whole: SELECT statement FROM ${CONTROL_SCHEMA}.unfinished WHERE pipeline = '${pipeline}')`;
  if (step.kind === 'pin') return `INSERT INTO ${CONTROL_SCHEMA}.originals … ${whole}`;
  if (step.kind !== 'create') return statementOf(step, pipeline);
  const { kind, name } = step.object;
  return `USE ${quoteName(step.database)}; CREATE ${kind.toUpperCase()} ${quoteName(name)} … ${whole}`;
};

const setMode = ({ session }: StoredObject): string =>
  session.sqlMode === undefined ? '' : `SET sql_mode = '${session.sqlMode}'; `;

/** A definition's bytes as text, as far as they are UTF-8. */
const textOf = ({ sql, session }: StoredObject): string =>
  /^utf8/i.test(session.characterSetClient ?? 'utf8') ? Buffer.from(sql, 'latin1').toString('utf8') : sql;
