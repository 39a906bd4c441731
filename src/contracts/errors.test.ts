import { describe, expect, it } from 'vitest';
import { codesForNewAttempt, isRetryableCode, isStevedoreError, StevedoreError } from './errors.js';

describe('an error of ours', () => {
  it('is retryable or terminal by its code alone', () => {
    expect(new StevedoreError('SFTP_TIMEOUT', 'x').retryable).toBe(true);
    expect(new StevedoreError('PROOF_FAILED', 'x').retryable).toBe(false);
    expect(isRetryableCode('DISK_FULL')).toBe(true);
  });

  it('that only a new attempt can heal is retryable, and its step is not repeated', () => {
    const codes = codesForNewAttempt();
    expect(codes).toEqual(expect.arrayContaining(['DISK_FULL', 'ARCHIVE_CHANGED', 'STAGING_LOST']));
    expect(codes.filter((code) => !isRetryableCode(code))).toEqual([]);
    expect(codes).not.toContain('SFTP_TIMEOUT');
  });

  it('is recognised by what it carries, not by its class', () => {
    expect(isStevedoreError(Object.assign(new Error('x'), { name: 'StevedoreError', code: 'FENCED' }))).toBe(true);
    expect(isStevedoreError(Object.assign(new Error('x'), { code: 'FENCED' }))).toBe(false);
    expect(isStevedoreError(new Error('x'))).toBe(false);
  });

  it('keeps its cause and its facts', () => {
    const cause = new Error('inner');
    const error = new StevedoreError('DUMP_TRUNCATED', 'x', { cause, details: { line: 3 } });
    expect(error.cause).toBe(cause);
    expect(error.details).toEqual({ line: 3 });
  });
});
