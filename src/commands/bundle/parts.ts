/** Adds a file; `json` and texts are redacted. */
export interface Parts {
  readonly text: (name: string, content: string) => void;
  readonly json: (name: string, content: unknown) => void;
  /** Does one part; what fails is noted, and the rest goes on. */
  readonly attempt: (what: string, part: () => Promise<void> | void) => Promise<void>;
}
