import { describe, expect, it } from 'vitest';
import { createApp } from '../create-app.js';
import type { ApiDeps } from '../deps.js';
import { isConsolePage } from './pages.js';

const nothing: unknown = new Proxy(() => nothing, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => '' : nothing),
  apply: () => nothing,
});

const app = createApp({
  ...{ runs: nothing, store: nothing, logger: nothing, projects: nothing },
  settings: { api: { corsOrigins: [] }, pipelines: [] },
} as unknown as ApiDeps);

describe('the pages of the console', () => {
  it('are told by how their address begins', () => {
    for (const path of ['/', '/databases', '/runs/some', '/pipelines/a%2Fb', '/settings/keys'])
      expect(isConsolePage(path), path).toBe(true);
    for (const path of ['', '//databases', '/databasesx', '/api/databases', '/runs%2Fsome', '/\\runs', '/console'])
      expect(isConsolePage(path), path).toBe(false);
  });

  it('are open to everybody, so nothing of the API begins like one', () => {
    const paths = app.routes.map(({ path }) => path).filter((path) => !/^\/?\*$/.test(path));
    expect(paths.length).toBeGreaterThan(100);
    expect(paths.filter(isConsolePage)).toEqual([]);
  });
});
