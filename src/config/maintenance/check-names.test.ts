import { expect, it } from 'vitest';
import { settingsReader } from '../../../test/support/settings-reader.js';

const { load, problemsOf } = settingsReader();

const withPipelines = (names: string): string => `mysql: { host: 127.0.0.1, user: root }
import:
  scp: { host: portal.example.org, username: reader, password: secret, file_patterns: ["*.zip"] }
  database: { target_databases: [{ name: shop }] }
pipelines:
  upkeep: { kind: maintenance, pipelines: ${names} }
  nightly: { kind: maintenance }
`;

it('takes names of pipelines that are there', () => {
  expect(load(withPipelines('[import]')).pipelines).toContainEqual(
    expect.objectContaining({ name: 'upkeep', pipelines: ['import'] }),
  );
});

it('refuses, with line and column, a name that is no pipeline and one of another maintenance', () => {
  const problems = problemsOf(withPipelines('[import, imprt, nightly]'));
  expect(problems).toHaveLength(2);
  expect(problems[0]).toMatch(/:6:52: pipelines\.upkeep\.pipelines\[1\] names no pipeline; there is "import"$/);
  expect(problems[1]).toMatch(/:6:59: pipelines\.upkeep\.pipelines\[2\] is itself maintenance; there is "import"$/);
});
