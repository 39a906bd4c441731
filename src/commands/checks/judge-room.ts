import type { TargetSurvey } from '../../dump-import/publish/survey-target.js';
import type { CheckResult } from './check-result.js';
import { formatBytes } from '../runs/format-run.js';

/**
 * Whether the target's disk takes what imports add to it: one generation that is loaded beside the live one, and those
 * that are to be kept and are not there yet. A generation is taken to be as large as the live one. `free` is unknown
 * where the server is elsewhere.
 */
export const judgeRoom = (
  surveys: readonly { readonly survey: TargetSurvey; readonly keepPrevious: number }[],
  free: number | undefined,
): CheckResult[] => {
  const what = 'room on the target';
  const needed = surveys.reduce((sum, { survey, keepPrevious }) => {
    const live = survey.databases.reduce((bytes, database) => bytes + database.bytes, 0);
    return sum + live * (1 + Math.max(0, keepPrevious - survey.generationsKept));
  }, 0);
  const need = `imports add up to ${formatBytes(needed)} (as large as live once more while one loads, and once for each generation to keep)`;
  if (needed === 0)
    return [
      {
        what,
        state: 'ok',
        text: 'nothing is live yet; each generation needs as much as its dumps, and 1 + keep_previous stand beside live',
      },
    ];
  if (free === undefined)
    return [{ what, state: 'ok', text: `${need}; how much is free only the server's machine knows` }];
  const text = `${need}, ${formatBytes(free)} are free`;
  if (free >= needed * SPARE) return [{ what, state: 'ok', text }];
  return [
    { what, state: 'warn', text, fix: ['free space where the server keeps its data, or lower publish.keep_previous'] },
  ];
};

/** Indexes are sorted in temporary files, and a binary log grows with the load. */
const SPARE = 1.5;
