/** What a run was asked to do, without who asked and when: a retry is asked for the same. */
export type StartedWith = Readonly<Record<string, unknown>>;

interface Asked {
  readonly pipeline: string;
  readonly trigger: string;
  readonly by: string;
  readonly retryOf?: string;
}

/** The options in the input of a run of any kind. */
export const startedWith = ({ pipeline: _, trigger: __, by: ___, retryOf: ____, ...options }: Asked): StartedWith =>
  options;
