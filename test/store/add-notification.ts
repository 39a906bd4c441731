import type { Store } from '../../src/store/store.js';

/** A notification that has not arrived yet. */
export const addNotification = ({ notifications }: Store): Promise<void> =>
  notifications.note(
    {
      id: 'msg_1',
      receiver: 'ops',
      event: 'failed',
      subject: 'a',
      pipeline: 'import',
      runId: 'a',
      body: { type: 'run.failed', timestamp: '2026-01-02T03:04:05.678Z', data: { text: 'ß 🚢' } },
      createdAt: '2026-01-02T03:04:05.678Z',
    },
    { state: 'pending', tries: 2, triedAt: '2026-01-02T03:04:06.001Z', error: 'HTTP_TIMEOUT: ä' },
  );
