import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { DEMO_DATABASES } from './dump-data.js';
import type { OpenSshServer } from './openssh-server.js';

export interface PortalAddresses {
  readonly mysql: { readonly host: string; readonly port: number };
  readonly redis: { readonly port: number };
  readonly ssh: Pick<OpenSshServer, 'host' | 'port' | 'username' | 'privateKey' | 'hostKey' | 'root'>;
  readonly apiPort: number;
  /** Absent: `stevedore dev` starts its own Temporal server. */
  readonly temporalAddress?: string;
}

export type Block = Readonly<Record<string, unknown>>;

/** The variables that the configuration refers to; every value is different, so that a leak can be recognized. */
export const PORTAL_SECRETS = [
  'MYSQL_LOADER_PASSWORD',
  'MYSQL_PUBLISHER_PASSWORD',
  'MYSQL_OWNER_PASSWORD',
  'REDIS_PASSWORD',
  'MVDSB_ZIP_PASSWORD',
  'PORTAL64_ZIP_PASSWORD',
] as const;
export type PortalSecrets = Readonly<Record<(typeof PORTAL_SECRETS)[number], string>>;

/**
 * Writes what a user would write, with these addresses, and returns the file. `change` is merged into it, block by
 * block; secrets are in the environment.
 */
export const writePortalConfig = (folder: string, addresses: PortalAddresses, change: Block = {}): string => {
  const { mysql, redis, ssh, apiPort, temporalAddress } = addresses;
  const keyFile = join(folder, 'id_ed25519');
  writeFileSync(keyFile, ssh.privateKey, { mode: 0o600 });
  const config = {
    ...(temporalAddress === undefined ? {} : { temporal: { address: temporalAddress } }),
    mysql: {
      host: mysql.host,
      port: mysql.port,
      loader: account('loader'),
      publisher: account('publisher'),
      owner: account('owner'),
    },
    redis: { url: `redis://:\${REDIS_PASSWORD}@127.0.0.1:${redis.port}/0` },
    api: { host: '127.0.0.1', port: apiPort },
    import: {
      enabled: true,
      schedule: '0 2 * * *',
      scp: {
        host: ssh.host,
        port: ssh.port,
        username: ssh.username,
        private_key: keyFile,
        host_key: ssh.hostKey,
        remote_path: ssh.root,
        file_patterns: ['mvdsb_*.zip', 'portal64_bdw_*.zip'],
      },
      zip: { passwords: { mvdsb: '${MVDSB_ZIP_PASSWORD}', portal64_bdw: '${PORTAL64_ZIP_PASSWORD}' } },
      freshness: { stable_for: '1s' },
      database: { target_databases: DEMO_DATABASES.map((name) => ({ name, file_pattern: `${name}_*` })) },
    },
  };
  const file = join(folder, 'stevedore.yaml');
  writeFileSync(file, stringify(overlay(config, change)), { mode: 0o600 });
  return file;
};

const account = (name: string) => ({
  user: `stevedore_${name}`,
  password: `\${MYSQL_${name.toUpperCase()}_PASSWORD}`,
});

const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One block laid over another; lists and plain values are replaced, and null removes. */
export const overlay = (base: Block, change: Block): Block => {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const under = base[key];
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = isBlock(under) && isBlock(value) ? overlay(under, value) : value;
  }
  return result;
};
