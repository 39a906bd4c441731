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

/** What came before the first attempt belongs to it: one row for each step of an attempt. */
export const withoutAttemptZero = (steps: readonly RunStep[]): readonly RunStep[] => {
  const joined = new Map<string, RunStep>();
  for (const each of steps) {
    const step = { ...each, attempt: Math.max(1, each.attempt) };
    const key = `${step.attempt} ${step.step}`;
    const known = joined.get(key);
    const [began, last] = [known?.began_at ?? step.began_at, step.last_at];
    joined.set(key, { ...step, began_at: began, last_at: last, lines: (known?.lines ?? 0) + step.lines });
  }
  return [...joined.values()];
};
