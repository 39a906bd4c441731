import { signal } from '@preact/signals';
import type { Problem } from '../../api/ask.js';
import { ask, problemOf } from '../../api/ask.js';
import { createReading } from '../../api/reading.js';
import type { ConnectionJson, ResourceJson, UploadPreviewJson } from '../../api/types.js';
import { requestKey } from '../request-key.js';
import type { Choices } from './plan-rules.js';
import { importBody, NO_CHOICES } from './plan-rules.js';

/** A run of the upload, and what it was asked for. */
export interface PlannedRun {
  readonly id: string;
  readonly asked: string;
}

/**
 * What a person decides about an upload before it is imported.
 *
 * 1. Each choice is sent to the server, which reads the file anew by it: what is shown is what a run would read.
 * 2. An answer to a choice that holds no more is not shown. What was shown last stays while the server reads, or is
 *    away.
 * 3. Only what is shown is imported: the start says every choice.
 */
export const createPlan = (id: string) => {
  const path = `/api/v1/uploads/${encodeURIComponent(id)}`;
  const choices = signal<Choices>(NO_CHOICES);
  const preview = signal<UploadPreviewJson | undefined>(undefined);
  const problem = signal<Problem | undefined>(undefined);
  const reading = signal(false);
  const dryRun = signal<PlannedRun | undefined>(undefined);
  const imported = signal<PlannedRun | undefined>(undefined);
  const resources = createReading<{ readonly resources: readonly ResourceJson[] }>('/api/v1/resources');
  const connections = createReading<{ readonly connections: readonly ConnectionJson[] }>('/api/v1/connections');
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const read = async (): Promise<void> => {
    clearTimeout(timer);
    const mine = ++asked;
    reading.value = true;
    try {
      const found = await ask<UploadPreviewJson>(`${path}/preview?${queryOf(choices.value)}`);
      if (mine !== asked) return;
      preview.value = found;
      problem.value = undefined;
    } catch (error) {
      if (mine !== asked) return;
      problem.value = problemOf(error);
      // It is tried again by itself until the server is back.
      if (problem.value.status === 0) timer = setTimeout(() => void read(), AGAIN_MS);
    } finally {
      if (mine === asked) reading.value = false;
    }
  };

  const start = async (dry: boolean): Promise<PlannedRun> => {
    const known = preview.value;
    if (known === undefined) throw new Error('There is no preview');
    const body = importBody(known, choices.value);
    const { run_id: run } = await ask<{ run_id: string }>(`${path}/import`, {
      method: 'POST',
      body: { by: 'console', ...body, ...(dry ? { dry_run: true } : {}), idempotency_key: requestKey() },
    });
    return { id: run, asked: JSON.stringify(body) };
  };

  return {
    ...{ path, choices, preview, problem, reading, dryRun, imported, resources, connections, read },
    /** Takes choices and reads by them, at once or when nothing more is typed for a moment. */
    choose: (chosen: Partial<Choices>, when: 'now' | 'soon' | 'never' = 'now'): void => {
      choices.value = { ...choices.value, ...chosen };
      // What was chosen before is read all the same.
      if (when === 'never') return;
      clearTimeout(timer);
      // Until it is read, what is shown is of the choice before; an answer that comes meanwhile is, too.
      asked++;
      reading.value = true;
      timer = setTimeout(() => void read(), when === 'soon' ? TYPING_MS : 0);
    },
    /** Throws `Problem`. */
    startDryRun: async (): Promise<void> => {
      dryRun.value = await start(true);
    },
    /** Throws `Problem`. */
    startImport: async (): Promise<void> => {
      imported.value = await start(false);
    },
    /** Whether a run was asked for what is chosen now. */
    isOfNow: ({ asked: then }: PlannedRun): boolean =>
      preview.value !== undefined && then === JSON.stringify(importBody(preview.value, choices.value)),
    begin: (): (() => void) => {
      void read();
      void resources.read();
      void connections.read();
      return () => {
        clearTimeout(timer);
        asked++;
      };
    },
  };
};

export type Plan = ReturnType<typeof createPlan>;

const TYPING_MS = 350;
const AGAIN_MS = 3_000;
/** Longer ones do not fit an address: then nobody says which samples the chosen columns refuse. */
const MOST_OF_MAPPING = 6_000;

const queryOf = (choices: Choices): string => {
  const { encoding, delimiter, skipLines, header, into, resource, connection, schema, table, columns } = choices;
  const mapping = JSON.stringify(columns);
  const target =
    into === 'resource'
      ? { resource: resource === '' ? undefined : resource }
      : connection === '' || table === ''
        ? {}
        : { connection, table, schema: schema === '' ? undefined : schema };
  const given = {
    encoding,
    delimiter,
    skip_lines: skipLines,
    header,
    ...target,
    mapping: mapping === '{}' || mapping.length > MOST_OF_MAPPING ? undefined : mapping,
  };
  return new URLSearchParams(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString();
};
