import { describe, expect, it } from 'vitest';
import { statementVerb } from './statement-words.js';

describe('the class of a statement', () => {
  it('is its first word, behind comments and brackets', () => {
    expect(statementVerb("  /* app: 'x' */ (select secret from t)")).toBe('SELECT');
    expect(statementVerb('-- a\n# b\nUPDATE t SET a = 1')).toBe('UPDATE');
    expect(statementVerb('/*!40101 SET x = 1 */')).toBe('SET');
  });

  it('is never a word of the text that is no kind of statement', () => {
    expect(statementVerb('hunter2 is the password')).toBeUndefined();
    expect(statementVerb('/* never closed SELECT')).toBeUndefined();
    expect(statementVerb(undefined)).toBeUndefined();
  });
});
