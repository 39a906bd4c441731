import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** What a configuration takes from the machine that reads it. */
export interface Machine {
  /** Relative paths start here. */
  readonly workingDirectory: string;
  readonly hostName: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Throws like Node. */
  readonly readFile: (path: string) => string;
}

/** The machine that this program runs on. */
export const thisMachine = (): Machine => ({
  workingDirectory: process.cwd(),
  hostName: hostname(),
  // Only asked for on demand: it costs 10 ms.
  get timeZone() {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  },
  readFile: (path) => readFileSync(path, 'utf8'),
});
