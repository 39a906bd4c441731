import type { TlsSetting } from './tls.js';

/**
 * A checked configuration: durations in milliseconds, sizes in bytes, secrets resolved.
 * Produced by the zod schema in `config/`. Settings stay in the programs' memory and never enter a workflow.
 */

export interface MysqlAccount {
  readonly user: string;
  readonly password: string;
}

/** The target server's address and the three accounts that write to it (`mysql:`). */
export interface MysqlSettings {
  readonly address: { readonly socket: string } | { readonly host: string; readonly port: number };
  readonly tls: TlsSetting;
  /** May write to `imp_<db>` only. */
  readonly loader: MysqlAccount;
  /** May rename tables between staging, live and previous; owns the schema `stevedore`. */
  readonly publisher: MysqlAccount;
  /** Creates views, triggers, routines and events. @default the publisher */
  readonly owner: MysqlAccount;
}
