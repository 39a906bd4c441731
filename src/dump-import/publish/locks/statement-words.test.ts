import { describe, expect, it } from 'vitest';
import { statementClass } from './statement-words.js';

describe('the class of a statement', () => {
  it('is its first word, behind comments and brackets', () => {
    expect(statementClass("  /* app: 'x' */ (select secret from t)")).toBe('SELECT');
    expect(statementClass('-- a\n# b\nUPDATE t SET a = 1')).toBe('UPDATE');
    expect(statementClass('/*!40101 SET x = 1 */')).toBe('SET');
  });

  it('is never a word of the text that is no kind of statement', () => {
    expect(statementClass('hunter2 is the password')).toBeUndefined();
    expect(statementClass('/* never closed SELECT')).toBeUndefined();
    expect(statementClass(undefined)).toBeUndefined();
  });
});
