import { beforeEach, describe, expect, it, vi } from 'vitest';
import { translatePostgresError } from '../errors.js';

const kernels = [
  { name: 'COPY', take: async () => (await import('./frame-kernel.js')).FrameKernel.take() },
  {
    name: 'CSV',
    take: async () => (await import('../../../formats/compile-kernel.js')).compileKernel(new URL('file:///gone.wasm')),
  },
];

/** What `take` throws. */
const errorOf = (take: () => Promise<unknown>): Promise<unknown> =>
  take().then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a kernel that was not built', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.doMock('node:fs', async (original) => ({
      ...(await original<object>()),
      readFileSync: () => {
        throw Object.assign(new Error('gone'), { code: 'ENOENT' });
      },
    }));
    return () => vi.doUnmock('node:fs');
  });

  it.each(kernels)('of $name is an incomplete installation, with its file and what to do', async ({ take }) => {
    const error = await errorOf(take);
    expect(error).toMatchObject({ name: 'StevedoreError', code: 'INSTALLATION_INCOMPLETE' });
    expect((error as Error).message).toMatch(/its file "\/.*\.wasm" cannot be read; run "npm run build"/);
    // Not that of a socket file that is missing.
    expect(translatePostgresError('Cannot read rows', error).code).toBe('INSTALLATION_INCOMPLETE');
  });
});
