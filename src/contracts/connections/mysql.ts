import type { TlsSetting } from './tls.js';

/**
 * A checked configuration, as the rooms receive it: durations in milliseconds, sizes in bytes, secrets resolved.
 * The zod schema in `config/` produces it. Settings stay in the memory of the programs; none of them enters a workflow.
 */

export interface MysqlAccount {
  readonly user: string;
  readonly password: string;
}

/** Where the target server listens and the three accounts that write to it (contracts.md, `mysql:`). */
export interface MysqlSettings {
  readonly address: { readonly socket: string } | { readonly host: string; readonly port: number };
  readonly tls: TlsSetting;
  /** May write to `imp_<db>` only. */
  readonly loader: MysqlAccount;
  /** May rename tables between staging, live and previous, and owns the schema `stevedore`. */
  readonly publisher: MysqlAccount;
  /** Creates views, triggers, routines and events. @default the publisher */
  readonly owner: MysqlAccount;
}
