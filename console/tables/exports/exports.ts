import { signal } from '@preact/signals';
import { ask } from '../../api/ask.js';
import { createReading } from '../../api/reading.js';
import type { ConnectionJson, ExportJson, ResourceJson } from '../../api/types.js';
import { requestKey } from '../request-key.js';

/** What an export is asked for; see `POST /v1/exports`. */
export interface AskedExport {
  readonly resource_type?: string;
  readonly connection?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly format: string;
  readonly fields?: readonly string[];
  readonly spreadsheet?: 'safe';
}

/** The export that was asked for last. */
interface StartedExport {
  readonly id: string;
  readonly name: string;
}

/** The exports that there are, what can be exported, and a start of one. */
export const createExports = () => {
  const list = createReading<{ readonly exports: readonly ExportJson[] }>('/v1/exports?limit=10');
  const resources = createReading<{ readonly resources: readonly ResourceJson[] }>('/api/v1/resources');
  const connections = createReading<{ readonly connections: readonly ConnectionJson[] }>('/api/v1/connections');
  const started = signal<StartedExport | undefined>(undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const look = async (): Promise<void> => {
    await list.read();
    if (stopped) return;
    clearTimeout(timer);
    const isOpen = list.value.value?.exports.some(({ status }) => OPEN.has(status)) ?? true;
    timer = setTimeout(() => void look(), isOpen ? SOON_MS : LATER_MS);
  };

  return {
    list,
    resources,
    connections,
    started,
    look,
    /** Throws `Problem`. */
    start: async (asked: AskedExport): Promise<void> => {
      const body = { ...asked, idempotency_key: requestKey() };
      const { job_id: id } = await ask<{ job_id: string }>('/v1/exports', { method: 'POST', body });
      started.value = { id, name: asked.resource_type ?? asked.table ?? '' };
      await look();
    },
    begin: (): (() => void) => {
      void look();
      void resources.read();
      void connections.read();
      return () => {
        stopped = true;
        clearTimeout(timer);
      };
    },
  };
};

export type Exports = ReturnType<typeof createExports>;

const OPEN: ReadonlySet<string> = new Set(['pending', 'processing']);
const SOON_MS = 700;
const LATER_MS = 30_000;
