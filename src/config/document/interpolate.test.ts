import { describe, expect, test } from 'vitest';
import { settingsReader } from '../../../test/support/settings-reader.js';

const { load, problemsOf } = settingsReader();

describe('interpolation', () => {
  test('fills texts, numbers and switches, knows defaults and the escape', () => {
    const text = `mysql: { host: "\${H}", port: "\${P:-3307}", user: "a\${U:-x}b", password: "$\${RAW} \${EMPTY}" }
api:
  port: \${API_PORT}
import: { enabled: "\${ON:-false}" }
`;
    const settings = load(text, { H: 'localhost', U: '', EMPTY: '', API_PORT: '9000' });
    expect(settings.mysql?.address).toEqual({ host: 'localhost', port: 3_307 });
    expect(settings.mysql?.loader).toEqual({ user: 'axb', password: '${RAW} ' });
    expect(settings.api.port).toBe(9_000);
    expect(settings.pipelines[0]?.enabled).toBe(false);
  });

  test('refuses a malformed reference', () => {
    expect(problemsOf('mysql: { host: "${a b}", user: r }')[0]).toMatch(/mysql\.host has a reference that is none of/);
  });

  test('an invalid number from a variable is a problem', () => {
    expect(problemsOf('mysql: { host: localhost, user: r, port: "${P}" }', { P: 'many' })).toEqual([
      'stevedore.yaml:1:42: mysql.port must be a number',
    ]);
  });
});
