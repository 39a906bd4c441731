import type { Settings, StoreSettings } from '../contracts/settings.js';
import type { copyStore } from '../store/copy/copy-store.js';
import type { StoreOptions } from '../store/create-store.js';
import type { Store } from '../store/store.js';
import type { ApiClient } from './api-client.js';

/** What a command may use; `cli.ts` builds it from the process, tests build their own. */
export interface CommandContext {
  /** Data only. What steers a terminal is shown in it, not sent; so it is in `err`. */
  readonly out: (text: string) => void;
  /** Data of any size, as it is: resolves when it has been taken. */
  readonly outBytes: (bytes: Uint8Array) => Promise<void>;
  /** Messages and progress. */
  readonly err: (text: string) => void;
  /** Whether stderr is a terminal that redraws. */
  readonly redraws: boolean;
  /** The size of the terminal on stderr now; undefined where it is none. */
  readonly screen: () => { readonly columns: number; readonly rows: number } | undefined;
  /** Erases so many lines at the end of what stderr shows, on a terminal that redraws. */
  readonly eraseLines: (lines: number) => void;
  /** The columns of the terminal on stdout now; undefined where it is none. */
  readonly outColumns: () => number | undefined;
  /** Who asks, for the run's record. */
  readonly user: string;
  /** Aborts with the first Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** The API that `--url`, STEVEDORE_URL or the configuration names. */
  readonly api: () => Promise<ApiClient>;
  /** The configuration that `--config` or STEVEDORE_CONFIG names; throws CONFIG_INVALID. */
  readonly settings: () => Promise<Settings>;
  /** Another configuration; throws CONFIG_INVALID. */
  readonly settingsOf: (file: string) => Promise<Settings>;
  readonly configFile: () => string;
  /** The path of a file of the installed package. */
  readonly packageFile: (name: string) => string;
  /** Sends nothing to its server yet; the caller closes it. */
  readonly openStore: (settings: StoreSettings, options?: StoreOptions) => Promise<Store>;
  readonly copyStore: typeof copyStore;
  /** A variable of the environment that was named on the command line. */
  readonly environment: (name: string) => string | undefined;
  /** The whole environment, for files that refer to variables. */
  readonly environmentOf: () => Readonly<Record<string, string | undefined>>;
  readonly exit: (code: number) => void;
}
