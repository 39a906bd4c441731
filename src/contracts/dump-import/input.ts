import type { RunInput } from '../runs/run-input.js';
import type { Trigger } from '../runs/trigger.js';
import type { GuardName } from './guards.js';

/** The input of `dumpImport` and of its launcher. */
export interface DumpImportInput extends RunInput<'dump-import'> {
  readonly action?: never;
  /** Import whatever freshness says. @default false */
  readonly force?: boolean;
  /** Guards whose findings do not stop this run. @default [] */
  readonly overrideGuards?: readonly GuardName[];
  /** A folder of the worker's host, in one of files.allow, that has the archives. @default the pipeline's source */
  readonly from?: string;
}

/** The input of `rollback`. */
export interface RollbackInput extends RunInput<'dump-import'> {
  readonly action: 'rollback';
  readonly trigger: Exclude<Trigger, 'schedule'>;
  /** The generation to bring back. @default the one that was live last */
  readonly to?: number;
}

/** As runs up to 0.2 were started, which may be open still. */
export type Recorded<Input extends RunInput> = Omit<Input, 'kind' | 'action'>;
