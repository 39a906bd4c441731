import { expect, test } from 'vitest';
import { settingsReader } from '../../../test/support/settings-reader.js';

const { load, problemsOf } = settingsReader();
const connections = `connections:
  live: { kind: postgres, url: "postgres://anna:x@db.example/app" }
  local: { kind: postgres, url: "postgres://anna:x@127.0.0.1/app" }
  other: { kind: postgres, url: "postgres://anna:x@127.0.0.1/other" }
sync: {}
`;
const pipeline = (more: string) =>
  `${connections}pipelines:\n  nightly: { kind: database-sync, source: live, destination: local, ${more} }\n`;

test('a pipeline may not rename the database in which the runs are kept', () => {
  // Without store.url that is the first that may be written.
  for (const store of ['', 'store: { url: "postgres://bert:y@localhost/app" }\n'])
    expect(problemsOf(pipeline('publish: database') + store)).toEqual([
      expect.stringMatching(
        /pipelines\.nightly\.publish must not be "database": the runs are kept in "local".*set store\.url to another/,
      ),
    ]);
});

test('it may replace its schemas, and rename another database', () => {
  load(pipeline('publish: schemas'));
  load(`${pipeline('publish: database')}store: { url: "postgres://bert:y@localhost/other" }\n`);
  load(`${pipeline('publish: database')}store: { url: "postgres://bert:y@localhost:6432/app" }\n`);
});
