import { HTTPException } from 'hono/http-exception';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../contracts/errors.js';
import { StevedoreError } from '../contracts/errors.js';
import { problemOf } from './errors.js';

describe('a problem', () => {
  it.each<[ErrorCode, number, boolean]>([
    ['REQUEST_INVALID', 400, false],
    ['UNAUTHORIZED', 401, false],
    ['FORBIDDEN', 403, false],
    ['PIPELINE_UNKNOWN', 404, false],
    ['RUN_UNKNOWN', 404, false],
    ['RUN_NOT_WAITING', 409, false],
    ['PIPELINE_DISABLED', 409, false],
    ['TEMPORAL_UNREACHABLE', 503, true],
    ['STORE_UNREACHABLE', 503, true],
    ['INTERNAL', 500, true],
  ])('of the code %s has status %i', (code, status, retryable) => {
    const problem = problemOf(new StevedoreError(code, 'Doing it: it fails'), 'id-1');
    expect(problem).toMatchObject({ code, status, retryable, detail: 'Doing it: it fails', request_id: 'id-1' });
    expect(problem.type).toBe(`urn:stevedore:problem:${code.toLowerCase().replaceAll('_', '-')}`);
  });

  it('names the run that is open', () => {
    const details = { runId: 'r1', startedAt: '2025-08-06T02:00:00Z', workflowId: 'dump-import/import' };
    const problem = problemOf(new StevedoreError('RUN_ALREADY_RUNNING', 'Starting: one is open', { details }));
    expect(problem.run).toEqual({ run_id: 'r1', started_at: '2025-08-06T02:00:00Z', url: '/api/v1/runs/r1' });
  });

  it('keeps the text of a foreign error to itself', () => {
    const problem = problemOf(new Error('password=hunter2'));
    expect(problem).toMatchObject({ status: 500, code: 'INTERNAL' });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });

  it('keeps the status of the framework', () => {
    expect(problemOf(new HTTPException(413, { message: 'too large' }))).toMatchObject({
      status: 413,
      code: 'REQUEST_INVALID',
    });
  });
});
