import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { LogEntry } from '../contracts/runs/log-entry.js';
import { cut, cutText, fromDatetime } from './column-values.js';
import type { StoreEngine } from './engine.js';
import type { Call } from './store-call.js';
import type { LogLine, LogStore } from './store.js';
import type { LogLinesTable, StoreTables } from './tables.js';

/** Keeps a statement below the smallest max_allowed_packet in use (4 MiB), whatever the lines hold. */
const BATCH = 25;

/** The log lines in their table; see `LogStore`. */
export const createLogStore = (
  db: Kysely<StoreTables>,
  call: Call,
  engine: Pick<StoreEngine, 'toTime' | 'keepExisting'>,
): LogStore => ({
  append: async (runId, attempt, lines) => {
    // Ids are assigned before the first try, so that a repeated statement adds nothing twice.
    const rows = lines.map((line) => ({
      line_id: line.id ?? randomUUID(),
      run_id: runId,
      attempt,
      ts: engine.toTime(line.timestamp),
      level: line.level,
      step: line.step,
      message: cutText(line.message),
      error: line.error === undefined ? null : cutText(line.error),
      duration: line.duration === undefined ? null : cut(line.duration, 32),
      file_size: line.file_size ?? null,
    }));
    for (let start = 0; start < rows.length; start += BATCH) {
      const batch = rows.slice(start, start + BATCH);
      await call('record log lines', async () => {
        await engine.keepExisting(db.insertInto('log_lines').values(batch), ['line_id']).execute();
      });
    }
  },
  list: ({ runId, pipeline, afterSeq, limit = 1_000, tail = false }) =>
    call('read the log', async () => {
      const size = Math.min(Math.max(1, Math.trunc(limit)), 10_000);
      let query = db
        .selectFrom('log_lines')
        .selectAll()
        .orderBy('seq', tail ? 'desc' : 'asc')
        .limit(size);
      if (runId !== undefined) query = query.where('run_id', '=', runId);
      if (afterSeq !== undefined) query = query.where('seq', '>', afterSeq);
      if (pipeline !== undefined) {
        query = query.where('run_id', 'in', (from) =>
          from.selectFrom('runs').select('run_id').where('pipeline', '=', pipeline),
        );
      }
      const lines = (await query.execute()).map(toLine);
      return tail ? lines.toReversed() : lines;
    }),
});

const toLine = (row: Selectable<LogLinesTable>): LogLine => ({
  seq: row.seq,
  runId: row.run_id,
  attempt: row.attempt,
  timestamp: fromDatetime(row.ts),
  level: row.level as LogEntry['level'],
  step: row.step,
  message: row.message,
  ...(row.error === null ? {} : { error: row.error }),
  ...(row.duration === null ? {} : { duration: row.duration }),
  ...(row.file_size === null ? {} : { file_size: row.file_size }),
});
