import type { TargetSurvey } from '../../dump-import/publish/survey-target.js';
import type { CheckResult } from './check-result.js';
import { formatBytes } from '../runs/format-run.js';

/**
 * Judges whether the target's disk can hold what imports add: one generation loaded beside the live one, and those to
 * be kept that do not exist yet. Assumes that a generation is as large as the live one. `free` is unknown if the server
 * is on another machine.
 */
export const judgeRoom = (
  surveys: readonly { readonly survey: TargetSurvey; readonly keepPrevious: number }[],
  free: number | undefined,
): CheckResult[] => {
  const what = 'disk space on the target';
  const needed = surveys.reduce((sum, { survey, keepPrevious }) => {
    const live = survey.databases.reduce((bytes, database) => bytes + database.bytes, 0);
    return sum + live * (1 + Math.max(0, keepPrevious - survey.generationsKept));
  }, 0);
  const need = `imports add up to ${formatBytes(needed)} (the size of live, for the one being loaded and for each generation still to keep)`;
  if (needed === 0)
    return [
      {
        what,
        state: 'ok',
        text: 'nothing is live yet; each generation needs as much as its dumps, and 1 + keep_previous are beside live',
      },
    ];
  if (free === undefined)
    return [{ what, state: 'ok', text: `${need}; only the server's machine knows its free space` }];
  const text = `${need}, ${formatBytes(free)} are free`;
  if (free >= needed * SPARE) return [{ what, state: 'ok', text }];
  return [
    { what, state: 'warn', text, fix: ['free space where the server keeps its data, or lower publish.keep_previous'] },
  ];
};

/** Indexes are sorted in temporary files, and a binary log grows with the load. */
const SPARE = 1.5;
