import { w } from './words.js';

/** A step in words; a step that has none is shown as the run calls it. */
export const stepName = (step: string): string => {
  const known = w().steps[step];
  if (known !== undefined) return known;
  const [, database] = /^importing_database_(.+)$/s.exec(step) ?? [];
  if (database !== undefined) return w().importOf(database);
  const words = step.replaceAll('_', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
};
