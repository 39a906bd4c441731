import type { NotificationEvent } from '../contracts/notifications/events.js';
import type { Happening } from '../contracts/notifications/happening.js';
import type { NotificationBody } from '../contracts/notifications/notification.js';

/** What is told of a happening. Every text is redacted, and cut. */
export const notificationBody = (
  event: NotificationEvent,
  happening: Happening,
  redact: (text: string) => string,
): NotificationBody => {
  const { pipeline, kind, runId, startedAt, attempts, generation, reason, error, warnings = [] } = happening;
  const said = (text: string): string => cut(redact(text), LONGEST_TEXT);
  const shown = warnings.slice(0, MOST_WARNINGS).map(said);
  return {
    type: `${runId === undefined ? 'pipeline' : 'run'}.${event}`,
    timestamp: happening.at,
    data: {
      text: said(sentence(event, happening)),
      pipeline,
      kind,
      run_id: runId ?? null,
      started_at: startedAt ?? null,
      attempts: attempts ?? null,
      generation: generation ?? null,
      reason: reason === undefined ? null : said(reason),
      error: error === undefined ? null : { code: error.code, message: said(error.message) },
      warnings: shown,
      warning_count: warnings.length,
    },
  };
};

/** Histories and chats hold no more. */
const LONGEST_TEXT = 2_000;
const MOST_WARNINGS = 20;

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const sentence = (event: NotificationEvent, happening: Happening): string => {
  const { pipeline, runId, reason, error, warnings = [] } = happening;
  const why = error === undefined ? reason : `${error.code}: ${error.message}`;
  const tail = `${why === undefined ? '' : `: ${why}`}${runId === undefined ? '' : ` (run ${runId})`}`;
  if (event === 'warning') {
    const more = warnings.length === 1 ? '' : ` and ${warnings.length - 1} more`;
    return `"${pipeline}" ended in success with warnings: ${warnings[0] ?? ''}${more} (run ${runId ?? ''})`;
  }
  return `"${pipeline}" ${SAID[event]}${tail}`;
};

const SAID: Readonly<Record<Exclude<NotificationEvent, 'warning'>, string>> = {
  success: 'ended in success',
  skipped: 'had nothing to do',
  failed: 'failed',
  cancelled: 'was cancelled',
  parked: 'is loaded and proved, and waits to publish',
  nothing_imported: 'has imported nothing for too long',
  missed: 'missed a start',
};
