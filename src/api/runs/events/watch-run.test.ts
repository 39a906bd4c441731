import { expect, it } from 'vitest';
import type { RunView } from '../join-run.js';
import { createRunWatch } from './watch-run.js';

const run = { workflowId: 'dump-import/import', runId: 'one' } as RunView;

it('the end of a run is told when Temporal tells it, not at the next reading', async () => {
  let status: RunView['status'] = 'running';
  let readings = 0;
  let end = (): void => undefined;
  const ended = new Promise<boolean>((resolve) => {
    end = () => resolve(true);
  });
  const watch = createRunWatch({
    reader: {
      byId: () => {
        readings += 1;
        return Promise.resolve({ source: 'temporal', run: { ...run, status } });
      },
    },
    store: { logs: { list: () => Promise.resolve([]) } },
    runs: { untilEnded: () => ended },
    everyMs: 3_600_000,
    shown: { event: 'run', json: (shown) => ({ status: shown.status }) },
  });
  const stream = watch.watch('one', 0);
  await expect.poll(() => readings).toBe(1);
  status = 'success';
  end();
  let said = '';
  for await (const chunk of stream.body) said += new TextDecoder().decode(chunk);
  expect(said).toMatch(/event: run\n.*"running".*event: run\n.*"success".*event: end\n/s);
  expect(readings).toBe(2);
});
