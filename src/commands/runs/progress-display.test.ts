import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { RunJson } from '../../api/runs/run-schema.js';
import { toScreen } from '../output/style.js';
import { createProgressDisplay } from './progress-display.js';

const run: RunJson = {
  kind: 'dump-import',
  action: null,
  detail: null,
  run_id: 'r1',
  workflow_id: 'dump-import/import',
  pipeline: 'import',
  status: 'running',
  trigger: 'cli',
  started_by: 'anna',
  started_at: new Date().toISOString(),
  retry_of: null,
  completed_at: null,
  attempt: 1,
  max_attempts: 2,
  current_step: 'downloading',
  progress: 15,
  wait: null,
  reason: null,
  error: null,
  last_failure: null,
  generation: null,
  warnings: [],
  files: { remote: [], downloaded: [], extracted: [], imported: [] },
  activities: [
    {
      type: 'fetchArchive',
      part: 'mvdsb',
      database: 'mvdsb',
      step: 'downloading',
      done: 5_000_000,
      total: 20_000_000,
      detail: null,
      attempt: 2,
      last_failure: 'connection lost',
      heartbeat_age_ms: 100,
    },
  ],
  stuck: false,
};

const record = (redraws: boolean, columns = 80, rows = 24) => {
  const written: string[] = [];
  const display = createProgressDisplay({
    err: (text) => written.push(toScreen(text, false)),
    redraws,
    screen: () => (redraws ? { columns, rows } : undefined),
    eraseLines: (lines) => written.push(`erased ${lines}`),
  });
  return { display, written };
};

describe('progress away from a terminal', () => {
  it('is one plain line for each change', () => {
    const { display, written } = record(false);
    display.update(run);
    display.update({ ...run, progress: 16 });
    display.update({ ...run, progress: 50, current_step: 'importing_database_mvdsb', activities: [] });
    expect(written).toHaveLength(2);
    expect(written[0]).toContain('import  running  15 %  downloading');
    expect(written[0]).toContain('mvdsb  downloading  5.0 MB of 20.0 MB (25 %)  try 2, after: connection lost\n');
    expect(written.join('')).not.toContain('\u001b');
  });
});

describe('progress on a terminal', () => {
  it('redraws one block in place', () => {
    const { display, written } = record(true);
    display.update(run);
    display.update({ ...run, progress: 16 });
    expect([written[0], written[2]]).toEqual(['erased 0', 'erased 2']);
  });

  it('cuts lines that would wrap, wide characters too, and a block that is higher than the screen', () => {
    const { display, written } = record(true, 40, 3);
    display.update({ ...run, current_step: '漢'.repeat(200), warnings: ['a', 'b', 'c'] });
    const lines = written[1]?.trimEnd().split('\n') ?? [];
    expect(lines).toHaveLength(2);
    expect(lines.every((line) => stringWidth(line) <= 39)).toBe(true);
  });

  it('shows what would steer the terminal', () => {
    const { display, written } = record(true, 200);
    display.update({ ...run, warnings: ['\u001b[2J\u202Eevil\nline'] });
    expect(written[1]).toContain(String.raw`warning: \u001b[2J\u202eevil\nline`);
  });
});
