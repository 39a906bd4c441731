/** The guards' names, as reports show them and a run may override them. */
export const GUARD_NAMES = [
  'missing_table',
  'emptied_table',
  'shrunk_table',
  'grown_table',
  'missing_column',
  'changed_column',
  'archive_age',
] as const;

export type GuardName = (typeof GUARD_NAMES)[number];

export const isGuardName = (name: string): name is GuardName => (GUARD_NAMES as readonly string[]).includes(name);
