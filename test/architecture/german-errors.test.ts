import { expect, it } from 'vitest';
import { ERRORS_DE } from '../../console/words/errors-de/index.js';
import { ERROR_TEXTS } from '../../scripts/error-doc.js';

it('the console has a German text for every error code (console/words/errors-de), and for none that there is not', () => {
  expect(Object.keys(ERRORS_DE).toSorted()).toEqual(Object.keys(ERROR_TEXTS).toSorted());
});

it('a German text has two sentences at least, and names what stands in backquotes as the English one does', () => {
  const known = Object.entries(ERROR_TEXTS).map(([code, { means, todo }]) => [code, `${means} ${todo}`] as const);
  for (const [code, english] of known) {
    const [means = '', todo = ''] = ERRORS_DE[code] ?? [];
    expect(`${means} ${todo}`, code).toMatch(/^\S.*[.…] .*\.$/);
    expect(`${means}${todo}`.split('`').length % 2, code).toBe(1);
    // A key of the configuration or a command that the English text does not know is a mistake.
    for (const [, literal = ''] of `${means} ${todo}`.matchAll(/`([a-z_]+\.[a-z_.]+|stevedore [a-z ]+[a-z])/g))
      expect(english, code).toContain(literal);
  }
});
