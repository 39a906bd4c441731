/** Has a worker record what its processor does; the input of `profileWorker`. */
export interface ProfileInput {
  readonly seconds: number;
}

/** What a worker's processor did. */
export interface Profile {
  /** The process that was looked at. */
  readonly process: number;
  readonly host: string;
  /** A `.cpuprofile` of V8, packed by gzip, in base64. */
  readonly packed: string;
}

/** The workflow's type, and its id: one profile at a time. */
export const PROFILE_WORKFLOW = 'profileWorker';

export const LONGEST_PROFILE_SECONDS = 300;
