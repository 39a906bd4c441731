import type { Trigger } from '../runs/trigger.js';
import type { GuardName } from './guards.js';

/** The input of `dumpImport` and of its launcher. Names only; no setting and no secret. */
export interface DumpImportInput {
  readonly pipeline: string;
  readonly trigger: Trigger;
  /** Who asked: `schedule`, an API key's name, a user name. */
  readonly by: string;
  /** Import whatever freshness says. */
  readonly force: boolean;
  /** Guards whose findings do not stop this one run. @default [] */
  readonly overrideGuards?: readonly GuardName[];
  /** The run that this one does again. */
  readonly retryOf?: string;
}

/** The input of `rollback`. */
export interface RollbackInput {
  readonly pipeline: string;
  readonly trigger: Exclude<Trigger, 'schedule'>;
  readonly by: string;
  /** The generation to bring back. @default the one that was live last */
  readonly to?: number;
  /** The run that this one does again. */
  readonly retryOf?: string;
}
