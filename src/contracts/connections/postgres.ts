import type { TlsSetting } from './tls.js';

/** A database of PostgreSQL and the account that works in it. */
export interface PostgresSettings {
  /** A host that begins with `/` is the folder of a socket. */
  readonly address: { readonly host: string; readonly port: number };
  readonly tls: TlsSetting;
  readonly account: { readonly user: string; readonly password: string };
  readonly database: string;
}
