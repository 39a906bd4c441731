import type { VerifiedPipeline } from './snapshot.js';
import type { LiveFinding } from './verification.js';

/** How one table or object differs from what was published, for a person. */
export const describeFinding = ({ database, kind, name, change, rowsThen, rowsNow, columns }: LiveFinding): string => {
  const what = `${kind} "${database}.${name}"`;
  const figures = rowsThen === undefined || rowsNow === undefined ? '' : ` ${rowsThen} rows then, ${rowsNow} now`;
  switch (change) {
    case 'rows':
      return `${what}:${figures}`;
    case 'content':
      return `${what}: as many rows (${rowsNow ?? 0}), with other content`;
    case 'columns':
      return `${what}: other columns (${(columns ?? []).join(', ')})`;
    case 'definition':
      return `${what}: another definition`;
    case 'missing':
      return `${what} is missing`;
    case 'added':
      return `${what} was added`;
  }
};

/** The message of a run whose task `verify` found changes; findings that do not fit are in the run's log. */
export const describeChanged = (verified: readonly VerifiedPipeline[]): string => {
  const parts = verified.filter(({ changed }) => changed > 0).map(describePipeline);
  return `Cannot confirm what is live: ${parts.join('; ')}. Import again, or let the next import replace it`;
};

const describePipeline = ({ pipeline, generation, changed, findings }: VerifiedPipeline): string => {
  const told: string[] = [];
  for (const text of findings.map(describeFinding)) {
    if (told.join('; ').length + text.length > MOST_CHARACTERS && told.length > 0) break;
    told.push(text);
  }
  const more = changed > told.length ? `; and ${changed - told.length} more in the run's log` : '';
  return `"${pipeline}" differs from generation ${generation ?? 0} as published: ${told.join('; ')}${more}`;
};

const MOST_CHARACTERS = 1_000;
