/** What a key may do; each role may do what the ones before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;

/**
 * `viewer` reads runs, pipelines and logs; `operator` starts and steers runs, too; `admin` creates and revokes keys and
 * reads the audit, too.
 */
export type Role = (typeof ROLES)[number];

export const isAtLeast = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);
