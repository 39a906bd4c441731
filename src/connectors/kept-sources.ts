import { createHash } from 'node:crypto';
import type { SftpSettings } from '../contracts/connections/sftp.js';
import type { ArchiveSource } from './archive-source.js';
import { openArchiveSource } from './open-archive-source.js';

/** A source of archives whose signal is that of whoever has it now. */
export interface LentSource {
  readonly source: ArchiveSource;
  /** Leaves it open for a few seconds to the next who asks for a source of these settings, if it can be kept. */
  readonly keep: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Lends a source that the step before kept, or opens one: a login takes longer than what most steps ask for.
 *
 * 1. Two never have the same one.
 * 2. One whose connection has ended, or that was opened with other settings, is not lent.
 *
 * Throws `SFTP_…` codes, or the signal's reason.
 */
export const lendSource = async (settings: SftpSettings, signal?: AbortSignal): Promise<LentSource> => {
  signal?.throwIfAborted();
  const key = createHash('sha256').update(JSON.stringify(settings)).digest('hex');
  const { source, end } = take(key) ?? (await open(settings, signal));
  const onAbort = (): void => end.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const giveBack = (): void => signal?.removeEventListener('abort', onAbort);
  const close = async (): Promise<void> => {
    await source.close();
    giveBack();
  };
  return {
    source,
    close,
    keep: async () => {
      if (source.isOpen?.() !== true || kept.has(key)) return close();
      giveBack();
      const timer = setTimeout(() => void take(key)?.source.close(), KEPT_MS);
      kept.set(key, { source, end, timer: timer.unref() });
    },
  };
};

interface Opened {
  readonly source: ArchiveSource;
  /** Ends its connection at once. */
  readonly end: AbortController;
}

/** By what they were opened with. */
const kept = new Map<string, Opened & { readonly timer: NodeJS.Timeout }>();

const take = (key: string): Opened | undefined => {
  const found = kept.get(key);
  if (found === undefined) return undefined;
  kept.delete(key);
  clearTimeout(found.timer);
  return found.source.isOpen?.() === true ? found : undefined;
};

const open = async (settings: SftpSettings, signal: AbortSignal | undefined): Promise<Opened> => {
  const end = new AbortController();
  const onAbort = (): void => end.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return { source: await openArchiveSource(settings, { signal: end.signal }), end };
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
};

const KEPT_MS = 5_000;
