import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Kind, PipelineSettings } from '../../contracts/kinds.js';
import { assertWithin, viewOfKind } from './run-kinds.js';

/** Each field that a start may have, as far as a key for some pipelines only may use it. */
const FIELDS: Readonly<Record<Kind, Readonly<Record<string, 'within' | 'beyond'>>>> = {
  'database-sync': {
    source: 'beyond',
    destination: 'beyond',
    file: 'beyond',
    schemas: 'beyond',
    // Of the schemas that are exported.
    tables: 'within',
    format: 'within',
    compress: 'within',
    backup: 'within',
  },
  'dump-import': { force: 'within', from: 'beyond', override_guards: 'within' },
  maintenance: { tasks: 'within', pipelines: 'beyond' },
  'table-export': {},
  'table-import': { force: 'within', dry_run: 'within', files: 'within', to: 'beyond', job: 'within' },
};

const configured = {
  'database-sync': { source: 'staging', destination: 'local', schemas: ['app', 'shop'] },
  'dump-import': {},
  maintenance: {},
  'table-export': {},
  'table-import': {},
};

const caller = { kind: 'stored', name: 'of-one', role: 'operator', pipelines: ['one'] } as const;

describe.each(Object.keys(FIELDS) as Kind[])('a key for some pipelines only, at a start of the kind %s', (kind) => {
  const pipeline = { kind, name: 'one', ...configured[kind] } as unknown as PipelineSettings;
  const isRefused = (given: object): boolean => {
    try {
      assertWithin(caller, pipeline, given as Record<string, unknown>);
      return false;
    } catch (error) {
      expect(error).toMatchObject({ code: 'PIPELINE_FORBIDDEN' });
      return true;
    }
  };

  it('uses the fields that do not reach beyond the pipeline', () => {
    const fields = Object.keys(viewOfKind(kind).startFields);
    const found = fields.map((field) => [field, isRefused({ [field]: ['other'] }) ? 'beyond' : 'within']);
    expect(Object.fromEntries(found)).toEqual(FIELDS[kind]);
    expect(() =>
      assertWithin({ kind: 'configured', name: 'api.key', role: 'admin' }, pipeline, {
        ...FIELDS[kind],
        schemas: ['x'],
      }),
    ).not.toThrow();
  });

  it.runIf(kind === 'database-sync')('names what the pipeline names, or less of it', () => {
    expect(isRefused({ source: 'staging', destination: 'local', schemas: ['shop'] })).toBe(false);
    expect(isRefused({ schemas: ['shop', 'hr'] })).toBe(true);
  });

  it.runIf(kind === 'table-import')('names a table where the pipeline is the one for any table', () => {
    const to = { connection: 'main', table: 'users' };
    expect(isRefused({ to })).toBe(true);
    expect(() => assertWithin(caller, { ...pipeline, name: 'tables' }, { to })).not.toThrow();
  });
});

it('says of those kinds that they park whose workflows do', () => {
  const workflows = new URL('../../workflows/', import.meta.url);
  const parking = (kind: Kind): boolean =>
    readdirSync(new URL(kind, workflows)).some((file) =>
      readFileSync(new URL(`${kind}/${file}`, workflows), 'utf8').includes('parkPublish('),
    );
  for (const kind of Object.keys(FIELDS) as Kind[])
    expect([kind, viewOfKind(kind).parks ?? false]).toEqual([kind, parking(kind)]);
});
