import { expect, it } from 'vitest';
import { jobWorkflowId, launcherWorkflowId, pipelineWorkflowId, readWorkflowId } from './workflow-ids.js';

it('an id of a run says what it names, also of a pipeline called "job"', () => {
  expect(readWorkflowId(pipelineWorkflowId('dump-import', 'nightly'))).toEqual({
    kind: 'dump-import',
    pipeline: 'nightly',
  });
  expect(readWorkflowId(pipelineWorkflowId('dump-import', 'job'))).toEqual({ kind: 'dump-import', pipeline: 'job' });
  expect(readWorkflowId(jobWorkflowId('dump-import', 'a/b'))).toEqual({ kind: 'dump-import', job: 'a/b' });
});

it('an id of anything else is of no run', () => {
  for (const id of [launcherWorkflowId('import'), 'dump-import', 'dump-import/', 'unknown/import', 'dump-import/a/b'])
    expect(readWorkflowId(id)).toBeUndefined();
});
