import { StevedoreError } from '../../../contracts/errors.js';
import { objectTokens } from './object-tokens.js';

/**
 * Sets the status in a CREATE EVENT: ENABLE, DISABLE, DISABLE ON SLAVE or nothing in its header becomes `status`. The
 * body after DO and the event's comment stay unchanged. `sqlMode` is the definition's. Throws OBJECT_INVALID.
 */
export const withEventStatus = (sql: string, status: 'disabled' | 'enabled', sqlMode?: string): string => {
  const tokens = objectTokens(sql, sqlMode);
  const word = status === 'disabled' ? 'DISABLE' : 'ENABLE';
  let depth = 0;
  for (let index = tokens.findIndex(({ text }) => text === 'schedule') + 1; index < tokens.length; index++) {
    const { text, start, end } = tokens[index] ?? { text: '', start: 0, end: 0 };
    if (text === '(') depth++;
    if (text === ')') depth--;
    if (depth > 0) continue;
    if (text === 'enable' || text === 'disable') {
      const onReplica =
        tokens[index + 1]?.text === 'on' && ['slave', 'replica'].includes(tokens[index + 2]?.text ?? '');
      return sql.slice(0, start) + word + sql.slice(onReplica ? tokens[index + 2]?.end : end);
    }
    if (text === 'do' || (text === 'comment' && tokens[index + 1]?.kind === 'string')) {
      return `${sql.slice(0, start)}${word} ${sql.slice(start)}`;
    }
  }
  throw new StevedoreError('OBJECT_INVALID', 'Cannot read the definition: it is not a CREATE EVENT statement');
};
