import type { BlockerReport } from './publish-policy.js';
import type { Blocker } from './wait.js';

/** Describes in one line who holds the locks, or why that is unknown; names the oldest and counts the rest. */
export const describeBlockers = ({ blockers, hidden }: BlockerReport): string => {
  const [first] = blockers;
  if (first === undefined) return `tables are locked; ${hidden ?? 'nobody holds them now'}`;
  const lead = first.certain ? 'locked by' : 'locked, probably by';
  const shown = blockers.slice(0, MOST_SHOWN).map(describeBlocker).join('; ');
  const more = blockers.length > MOST_SHOWN ? `; and ${blockers.length - MOST_SHOWN} more` : '';
  return `${lead} ${shown}${more}${hidden === undefined ? '' : `; ${hidden}`}`;
};

const MOST_SHOWN = 3;

/** `connection 7 (app@10.0.0.5, idle in transaction for 83 s, on mvdsb.person)`. */
const describeBlocker = ({ id, user, host, ageSeconds, doing, table }: Blocker): string => {
  const age = ageSeconds === undefined ? '' : ` for ${ageSeconds} s`;
  const facts = [
    ...(user === undefined ? [] : [host === undefined ? user : `${user}@${host}`]),
    ...(doing === undefined ? [] : [`${doing}${age}`]),
    ...(table === undefined ? [] : [`on ${table}`]),
  ];
  return facts.length === 0 ? `connection ${id}` : `connection ${id} (${facts.join(', ')})`;
};
