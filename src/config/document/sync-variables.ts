import type { Environment } from './environment.js';

/** A database that the environment names, as an entry of `connections:`. */
export interface NamedDatabase {
  readonly variable: string;
  readonly name: string;
  readonly block: { readonly kind: 'postgres'; readonly url: string; readonly tls?: Tls };
}

type Tls = 'off' | 'system' | { readonly ca: string };

/** `SYNC_DATABASE_<NAME>`: connection strings; the connection has the name in lower case. */
export const databasesOf = (env: Environment): NamedDatabase[] =>
  Object.entries(env).flatMap(([variable, value]) => {
    const [, name] = NAMED.exec(variable) ?? [];
    if (name === undefined || value === undefined || value.trim() === '') return [];
    return [{ variable, name: name.toLowerCase(), block: { kind: 'postgres' as const, ...withTls(value.trim()) } }];
  });

/** Whether the environment says enough, so that there need be no configuration file. */
export const needsNoFile = (env: Environment): boolean => databasesOf(env).length > 0;

/** What the variable of a database begins with. */
export const DATABASE = 'SYNC_DATABASE_';
const NAMED = new RegExp(`^${DATABASE}([A-Za-z][A-Za-z0-9_]*)$`);

/**
 * What libpq takes from a connection string about TLS, which `connections:` has as `tls`. A server whose connection is
 * encrypted is always checked here, which `sslmode=require` alone leaves out. Other parameters stay, to be refused.
 */
const withTls = (text: string): { readonly url: string; readonly tls?: Tls } => {
  const [url = '', query] = text.split(/\?(.*)/s);
  if (query === undefined) return { url: text };
  const given = new URLSearchParams(query);
  const [mode, ca] = [given.get('sslmode'), given.get('sslrootcert')];
  given.delete('sslmode');
  given.delete('sslrootcert');
  if (given.size > 0 || (mode !== null && !MODES.has(mode))) return { url: text };
  const tls = ca === null || mode === 'disable' ? MODES.get(mode ?? '') : { ca };
  return { url, ...(tls === undefined ? {} : { tls }) };
};

/** The others leave the choice to the standard: encrypted, unless the server is on this machine. */
const MODES: ReadonlyMap<string, Tls | undefined> = new Map([
  ['disable', 'off'],
  ['allow', undefined],
  ['prefer', undefined],
  ['require', 'system'],
  ['verify-ca', 'system'],
  ['verify-full', 'system'],
]);
