import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { StevedoreError } from '../../contracts/errors.js';
import type { SftpSettings } from '../../contracts/connections/sftp.js';

/** The key that a server presented. */
export interface SeenHostKey {
  /** `ssh-ed25519`, `ssh-rsa` … */
  readonly type: string;
  /** `SHA256:…` as `ssh-keygen -lf` prints it. */
  readonly fingerprint: string;
}

/** Key types in our order of preference, each with the algorithms that prove it. */
export const HOST_KEY_ALGORITHMS: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
};

/** Reads a host key in its wire format. */
export const readSeenKey = (blob: Buffer): SeenHostKey => ({
  type: blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1'),
  fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
});

/** Whether the configuration trusts this key. */
export const isTrusted = (settings: SftpSettings, seen: SeenHostKey): boolean =>
  settings.acceptAnyHostKey || pinnedKeys(settings).includes(seen.fingerprint);

/** The error for a server none of whose keys is trusted. */
export const refuseHostKey = (settings: SftpSettings, seen: readonly SeenHostKey[]): StevedoreError => {
  const server = `${settings.host}:${settings.port}`;
  const pinned = pinnedKeys(settings);
  const shown = seen.map(({ type, fingerprint }) => `"${fingerprint}" (${type})`).join(', ');
  const details = {
    host: settings.host,
    port: settings.port,
    seen: seen.map(({ fingerprint }) => fingerprint).join(' '),
  };
  if (pinned.length === 0) {
    return new StevedoreError(
      'SFTP_HOST_KEY_UNKNOWN',
      `Cannot trust "${server}": no host key is configured and the server shows ${shown}; ` +
        'compare it with the fingerprint that the owner of the server gives you, then set scp.host_key to it',
      { details },
    );
  }
  return new StevedoreError(
    'SFTP_HOST_KEY_MISMATCH',
    `Cannot trust "${server}": scp.host_key expects "${pinned.join(' ')}" and the server shows ${shown}; ` +
      'somebody may be in between, or the server has a new key: ask its owner before you change scp.host_key',
    { details: { ...details, expected: pinned.join(' ') } },
  );
};

/** @returns whether any key is pinned. */
export const hasPinnedKey = (settings: SftpSettings): boolean => pinnedKeys(settings).length > 0;

const pinnedKeys = ({ hostKey = '' }: SftpSettings): string[] =>
  hostKey
    .split(/[\s,]+/)
    .filter((text) => text !== '')
    .map((text) => `SHA256:${text.replace(/^SHA256:/i, '').replace(/=+$/, '')}`);
