import type { ReportJson, RunLogLine } from '../api/types.js';

/** A step of an attempt, as the log shows it. */
export type RunStep = ReportJson['phases'][number];

/** The steps with one more line of the log. */
export const withLine = (steps: readonly RunStep[], { attempt, step, timestamp }: RunLogLine): readonly RunStep[] => {
  const place = steps.findIndex((one) => one.attempt === attempt && one.step === step);
  const known = steps[place];
  if (known === undefined) {
    return [...steps, { attempt, step, began_at: timestamp, last_at: timestamp, lines: 1 }];
  }
  const last = Date.parse(timestamp) > Date.parse(known.last_at) ? timestamp : known.last_at;
  return steps.with(place, { ...known, last_at: last, lines: known.lines + 1 });
};
