/** The guards by the names that reports show and that one run may override. */
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
