/**
 * Syncs of sources for programs: `import { syncService, contentIndexRepository } from 'stevedore/sync'`. A thin client
 * of the API; `STEVEDORE_URL` says where it is, and `STEVEDORE_API_KEY` who asks.
 */

/** What a sync reads, as `POST /v1/sync/trigger` takes it: docs/tables.md has all options. */
export interface SourceConfig {
  readonly sourceType: 'csv' | 'api' | 'json' | 'folder' | 'usb';
  readonly sourceIdentifier: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface SyncError {
  readonly type: 'validation' | 'network' | 'parsing' | 'authentication' | 'system';
  readonly message: string;
}

export interface SyncResult {
  /** Whether it was completed; items may have been rejected all the same. */
  readonly success: boolean;
  readonly syncRunId: number;
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly itemsProcessed: number;
  readonly itemsFailed: number;
  readonly itemsSkipped: number;
  readonly errors: readonly SyncError[];
}

export interface SyncService {
  /** Has a source synced; resolves to the number of the sync at once. */
  scheduleSync(source: SourceConfig): Promise<number>;
  /** Waits for the end of a sync. */
  executeSync(syncRunId: number): Promise<SyncResult>;
  /** Both. */
  sync(source: SourceConfig): Promise<SyncResult>;
  /** Runs failed syncs again that a repeat may heal; resolves to how many. */
  retryFailedSyncs(): Promise<number>;
  /** Forgets syncs that ended so many days ago; resolves to how many. */
  cleanup(days?: number): Promise<number>;
}

export interface ContentIndexRepository {
  /** Deletes content that no sync has seen for so many days; resolves to how much. */
  cleanupOld(days?: number): Promise<number>;
}

export interface SyncClientOptions {
  /** @default STEVEDORE_URL, else http://127.0.0.1:8080 */
  readonly url?: string;
  /** @default STEVEDORE_API_KEY */
  readonly key?: string;
}

/** The API has refused, with a code that docs/reference/errors.md explains. */
export class SyncRequestError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'SyncRequestError';
    this.code = code;
  }
}

/** Clients of another API than the environment names. */
export const createSyncClient = (
  options: SyncClientOptions = {},
): { readonly syncService: SyncService; readonly contentIndexRepository: ContentIndexRepository } => {
  const ask = <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> =>
    request<T>(options, method, path, body);
  const executeSync = async (syncRunId: number): Promise<SyncResult> => {
    for (;;) {
      const sync = await ask<Omit<SyncResult, 'success' | 'status'> & { status: string }>(
        'GET',
        `/v1/sync/${syncRunId}`,
      );
      const { status } = sync;
      if (status === 'completed' || status === 'failed' || status === 'cancelled')
        return { ...sync, status, success: status === 'completed' };
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
  };
  const scheduleSync = async (source: SourceConfig): Promise<number> =>
    (await ask<{ syncRunId: number }>('POST', '/v1/sync/trigger', source)).syncRunId;
  const deleted = async (path: string, days: number): Promise<number> =>
    (await ask<{ deleted: number }>('POST', path, { days })).deleted;
  return {
    syncService: {
      scheduleSync,
      executeSync,
      sync: async (source) => executeSync(await scheduleSync(source)),
      retryFailedSyncs: async () => (await ask<{ reopened: number }>('POST', '/v1/sync/retry')).reopened,
      cleanup: (days = 30) => deleted('/v1/sync/cleanup', days),
    },
    contentIndexRepository: { cleanupOld: (days = 90) => deleted('/v1/sync/content/cleanup', days) },
  };
};

const ASK_AGAIN_MS = 500;

interface Envelope<T> {
  readonly data?: T;
  readonly error?: { readonly code: string; readonly message: string };
  /** Where another part of the API answers. */
  readonly code?: string;
  readonly detail?: string;
}

const request = async <T>(
  {
    url = process.env['STEVEDORE_URL'] ?? 'http://127.0.0.1:8080',
    key = process.env['STEVEDORE_API_KEY'],
  }: SyncClientOptions,
  method: string,
  path: string,
  body: object | undefined,
): Promise<T> => {
  const response = await fetch(url.replace(/\/+$/, '') + path, {
    method,
    headers: {
      ...(key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json().catch(() => ({}))) as Envelope<T>;
  if (response.ok && answer.data !== undefined) return answer.data;
  const { code = answer.code, message = answer.detail } = answer.error ?? {};
  throw new SyncRequestError(code ?? 'INTERNAL', message ?? `Cannot ask the API: it answered ${response.status}`);
};

const standard = createSyncClient();

export const { syncService, contentIndexRepository } = standard;
