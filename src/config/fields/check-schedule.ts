import { nearestName } from '../document/nearest-name.js';
import type { Path } from '../document/problems.js';
import type { LoadContext } from '../load-context.js';
import { cronProblem } from './cron-text.js';

/** Checks what every pipeline may say of its schedule. */
export const checkSchedule = (
  block: { readonly schedule?: string | null | undefined; readonly schedule_timezone?: string | undefined },
  path: Path,
  { problems }: LoadContext,
): void => {
  const schedule = block.schedule?.trim() ?? '';
  const problem = schedule === '' ? undefined : cronProblem(schedule);
  if (problem !== undefined) problems.add([...path, 'schedule'], problem);
  if (block.schedule_timezone !== undefined && !isTimeZone(block.schedule_timezone)) {
    const meant = nearestName(block.schedule_timezone, Intl.supportedValuesOf('timeZone'));
    const hint = meant === undefined ? 'give an IANA name such as "Europe/Berlin"' : `did you mean "${meant}"?`;
    problems.add([...path, 'schedule_timezone'], `is not a known time zone: ${hint}`);
  }
};

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // Node accepts offsets such as "+02:00" too, Temporal does not.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
};
