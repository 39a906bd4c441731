/**
 * Whose schemas, roles and extensions stand in a database beside its user's: `auto` looks whether it is a project of
 * Supabase, `plain` has none.
 */
export type SyncProfile = 'auto' | 'plain' | 'supabase';

/**
 * What becomes of roles that the source's objects name and the destination lacks: the copy is refused; objects go to
 * the account, grants and policies for such roles are left out; or they are made, without a login.
 */
export type MissingRoles = 'refuse' | 'omit' | 'create';

/** What of a database is copied. */
export interface SyncSelection {
  /** @default every schema but those of the platform and of this program */
  readonly schemas?: readonly string[];
  /** @default 'plain' */
  readonly profile?: SyncProfile;
  /** Schemas of the platform, or tables of them as `schema.table` with globs, that are copied too. @default none */
  readonly include?: readonly string[];
  /** Globs of objects that are left out, as `type name`; what needs one of them is left out with it. @default none */
  readonly exclude?: readonly string[];
  /** @default 'omit' with the platform, else 'refuse' */
  readonly missingRoles?: MissingRoles;
}

/** What of the source is copied: what the run asks for, else what its pipeline says. */
export const selectionOf = (
  { schemas, profile, include, exclude, missingRoles }: SyncSelection,
  asked?: readonly string[],
): SyncSelection => {
  const chosen = asked ?? schemas;
  return {
    ...(chosen === undefined ? {} : { schemas: chosen }),
    ...(profile === undefined ? {} : { profile }),
    ...(include === undefined ? {} : { include }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(missingRoles === undefined ? {} : { missingRoles }),
  };
};
