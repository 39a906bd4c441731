import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/api/metrics/routes.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}

const folder = new URL('../../config/monitoring/', import.meta.url).pathname;
const file = (name: string): string => readFileSync(join(folder, name), 'utf8');
const dashboard = JSON.parse(file('grafana-dashboard.json')) as { panels: Panel[]; uid: string; title: string };
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const { groups } = parse(file('alerts.yaml')) as {
  groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
};
const rules = groups.flatMap((group) => group.rules);

/** Names that the server tells, a histogram by its base. */
const told = (): Set<string> => {
  const registering = vi.spyOn(Registry.prototype, 'registerMetric');
  createMetrics({
    version: '1',
    concurrentRequests: () => 0,
    watchers: { watching: () => 0, refused: () => 0 } as never,
    folders: {},
  });
  const names = registering.mock.calls.map(([metric]) => (metric as unknown as { readonly name: string }).name);
  registering.mockRestore();
  return new Set(names);
};

/** Prometheus' own program, where it is installed (the Debian package `prometheus`). */
const hasPromtool = ((): boolean => {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('the dashboard and the rules', () => {
  it('ask for nothing that the server does not tell', () => {
    const names = told();
    expect(names.size).toBeGreaterThan(50);
    const asked = [...expressions, ...rules.map(({ expr }) => expr)].flatMap((expr) => [
      ...expr.matchAll(/\b(?:stevedore|process|nodejs)_[a-z_]+/g),
    ]);
    expect(asked.length).toBeGreaterThan(30);
    const missing = asked.map(([name]) => name.replace(/_bucket$/, '')).filter((name) => !names.has(name));
    expect(missing).toEqual([]);
  });

  it('are described, with every metric of our own, in docs/reference/metrics.md', () => {
    const text = readFileSync(new URL('../../docs/reference/metrics.md', import.meta.url), 'utf8');
    const missing = [...told()].filter((name) => name.startsWith('stevedore_') && !text.includes(name));
    // Written as one row with the others of their prefix.
    expect(missing.filter((name) => !/^stevedore_(?:published|last_run|folder)_/.test(name))).toEqual([]);
  });
});

describe('the dashboard', () => {
  it('has panels with a title, a description, a unit and a data source to choose, beside one another', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const taken = new Set<string>();
    for (const { title, description, targets = [], datasource, fieldConfig, gridPos } of panels) {
      expect([title, description, datasource?.uid]).toEqual([expect.any(String), expect.any(String), '${datasource}']);
      expect(fieldConfig?.defaults.unit).toBeDefined();
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`)).toBe(false);
          taken.add(`${x} ${y}`);
        }
    }
  });

  it('counts with rate or increase, and shows every series by a name', () => {
    for (const expr of expressions.filter((each) => /_total\b|_bucket\b/.test(each)))
      expect(expr).toMatch(/(?:rate|increase)\(/);
    for (const { targets = [] } of panels) for (const { legendFormat } of targets) expect(legendFormat).not.toBe('');
  });

  it.runIf(hasPromtool)('has expressions that Prometheus can read', () => {
    const place = join(temporaryFolder('rules'), 'dashboard.yaml');
    const records = expressions.map((expr, at) => ({
      record: `dashboard:${at}`,
      expr: expr.replaceAll('$pipeline', '.*'),
    }));
    writeFileSync(place, JSON.stringify({ groups: [{ name: 'dashboard', rules: records }] }));
    expect(execFileSync('promtool', ['check', 'rules', place], { encoding: 'utf8' })).toContain(
      `${records.length} rules found`,
    );
  });
});

describe('the alert rules', () => {
  it('each have a name of our own, a severity, and say what to do', () => {
    for (const rule of rules as readonly unknown[])
      expect(rule).toMatchObject({
        alert: expect.stringMatching(/^Stevedore[A-Z]/) as string,
        labels: { severity: expect.stringMatching(/^(?:info|warning|critical)$/) as string },
        annotations: { summary: expect.any(String) as string, description: expect.any(String) as string },
      });
  });

  it.runIf(hasPromtool)('are right by promtool, and fire when they should and only then', () => {
    const run = (...args: string[]) => execFileSync('promtool', args, { cwd: folder, encoding: 'utf8' });
    expect(run('check', 'rules', '--lint=all', '--lint-fatal', 'alerts.yaml')).toContain(`${rules.length} rules found`);
    expect(run('test', 'rules', 'alerts-test.yaml')).toContain('SUCCESS');
  });
});
