import { cronLineProblem, parseCronLine } from '../../contracts/schedule/parse-cron-line.js';
import { nextStarts } from '../../contracts/schedule/starts.js';
import { openZone } from '../../contracts/schedule/zone.js';

/**
 * Says what is wrong with a cron text (crontab(5), with six fields the first is the seconds); undefined if nothing is.
 */
export const cronProblem = (text: string): string | undefined => {
  const problem = cronLineProblem(text);
  if (problem !== undefined) return problem;
  const [first] = nextStarts(parseCronLine(text), openZone('UTC'), Date.now(), 1);
  return first === undefined ? 'never starts anything: correct its day and month' : undefined;
};
