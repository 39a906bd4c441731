import ssh2 from 'ssh2';
import { StevedoreError } from '../../contracts/errors.js';
import type { SftpSettings } from '../../contracts/connections/sftp.js';

/**
 * Parses the key before anything is sent: the library would throw in the middle of connecting, with its own message.
 * Throws SFTP_AUTH_FAILED if the passphrase is missing or wrong, CONFIG_INVALID if it is not a private key.
 */
export const checkPrivateKey = ({ privateKey, passphrase }: SftpSettings): void => {
  if (privateKey === undefined) return;
  const parsed: unknown = ssh2.utils.parseKey(privateKey, passphrase);
  const key: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key instanceof Error && /passphrase|decrypt|integrity/i.test(key.message)) {
    const state = passphrase === undefined ? 'it needs one, set scp.passphrase' : 'it is wrong, check scp.passphrase';
    throw new StevedoreError('SFTP_AUTH_FAILED', `Cannot use the passphrase of scp.private_key: ${state}`);
  }
  if (key instanceof Error || !(key as ssh2.ParsedKey).isPrivateKey()) {
    throw new StevedoreError(
      'CONFIG_INVALID',
      'Cannot read scp.private_key: it holds no private key in OpenSSH or PEM format (RSA, ECDSA or Ed25519)',
    );
  }
};
