import { z } from '@hono/zod-openapi';
import type { DatabaseSyncInput } from '../../contracts/database-sync/input.js';
import type { DatabaseSyncDetail } from '../../contracts/database-sync/snapshot.js';
import type { ActivityProgress } from '../../contracts/runs/activity-progress.js';
import { rowsByTable } from '../metrics/run-figures.js';
import type { RunKindView } from '../runs/run-kind-view.js';

/** Between 5 and 88 per cent the rows pass; the publish stands at 90. */
const FROM = 5;
const TO = 88;

/** Database syncs in `/api/v1/runs`. */
export const databaseSyncView: RunKindView<'database-sync'> = {
  parks: true,
  startFields: {
    source: z.string().min(1).optional().describe('The connection that is read.'),
    destination: z.string().min(1).optional().describe('The connection that is written.'),
    file: z.string().min(1).optional().describe('The dump that is read, instead of a source.'),
    schemas: z.array(z.string().min(1)).min(1).optional().describe('Of the source: only these schemas.'),
    tables: z.array(z.string().min(1)).min(1).optional().describe('Of an export: only these tables.'),
    format: z.enum(['copy', 'inserts']).optional().describe('How an export writes rows; default: copy.'),
    compress: z.boolean().optional().describe('Whether an export is compressed; default: true.'),
    backup: z
      .enum(['keep', 'file', 'drop'])
      .optional()
      .describe('What becomes of what was live: kept, exported to a file first and kept, or dropped.'),
  },
  beyond: (given, settings) => [
    ...(['source', 'destination'] as const).filter((end) => given[end] !== undefined && given[end] !== settings[end]),
    // Whatever database a dump is of.
    ...(given['file'] === undefined ? [] : ['file']),
    // They stand in place of the configured ones; where none are, the platform's own are left alone.
    ...(isWithin(given['schemas'], settings.schemas) ? [] : ['schemas']),
  ],
  input: ({ kind, pipeline, trigger, by, retryOf, job }, given): DatabaseSyncInput => ({
    kind,
    pipeline,
    trigger,
    by,
    ...(retryOf === undefined ? {} : { retryOf }),
    ...(job === undefined ? {} : { job }),
    // The fields have been checked by `startFields`.
    ...(given as Pick<
      DatabaseSyncInput,
      'source' | 'destination' | 'file' | 'schemas' | 'tables' | 'format' | 'compress' | 'backup'
    >),
  }),
  progress: ({ step, progress }, running) => {
    const [now] = running.filter(isCopy);
    if (now === undefined || now.total === 0) return { step, progress };
    return { step, progress: Math.max(progress, FROM + Math.floor(((TO - FROM) * now.done) / now.total)) };
  },
  figures: ({ detail }) => {
    const { progress, dump } = (detail as DatabaseSyncDetail | undefined) ?? {};
    if (progress === undefined)
      return dump === undefined ? undefined : { bytes: dump.bytes, rows: dump.rows, tables: [] };
    return {
      bytes: progress.bytes,
      rows: progress.rows,
      tables: rowsByTable(progress.tables.map(({ table, rows = 0 }) => ({ table, rows }))),
    };
  },
  json: ({ detail }, { running }) => {
    const known = (detail as DatabaseSyncDetail | undefined) ?? {};
    const [now] = running.filter(isCopy);
    const committed = now?.committed;
    return {
      detail: {
        ...known,
        ...(now === undefined || committed === undefined
          ? {}
          : {
              progress: {
                step: now.step,
                bytes: committed['bytes'] ?? now.done,
                bytesTotal: now.total,
                rows: committed['rows'] ?? 0,
                tablesDone: committed['tables_done'] ?? 0,
                tablesTotal: committed['tables_total'] ?? 0,
                ...(now.detail === undefined ? {} : { currentTable: now.detail }),
                ...((committed['eta_seconds'] ?? -1) < 0 ? {} : { etaSeconds: committed['eta_seconds'] }),
                tables: (now.items ?? []).map(({ name, state, done, total, rows }) => ({
                  ...{ table: name, state, bytes: done, bytesTotal: total },
                  ...(rows === undefined ? {} : { rows }),
                })),
              },
            }),
      },
    };
  },
};

const isWithin = (asked: unknown, configured: readonly string[] = []): boolean =>
  asked === undefined || (asked as readonly string[]).every((schema) => configured.includes(schema));

const isCopy = ({ step }: ActivityProgress): boolean => step === 'copying' || step === 'exporting';
