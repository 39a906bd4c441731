import type { Check } from './check-result.js';
import { describeStarts } from '../../contracts/schedule/describe-starts.js';

/** Shows when each pipeline starts by schedule: the next five times, by the clock of its zone. */
export const checkSchedule: Check = ({ pipelines }) =>
  Promise.resolve(
    pipelines
      .filter(({ enabled }) => enabled)
      .map(({ name, schedule, scheduleTimezone }) => {
        const what = `schedule of "${name}"`;
        if (schedule === undefined) return { what, state: 'ok', text: 'none; it is started by hand only' };
        const { starts, zone } = describeStarts(schedule, scheduleTimezone);
        return { what, state: 'ok', text: `"${schedule}" in ${zone}, next starts: ${starts.join(', ')}` };
      }),
  );
