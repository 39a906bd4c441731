import { StevedoreError } from '../contracts/errors.js';
import type { SftpSettings } from '../contracts/settings.js';
import type { ArchiveSource } from './archive-source.js';
import { openSftpSource } from './sftp/open-sftp-source.js';

/**
 * Opens the source of archives that a pipeline names. Throws `SFTP_…` codes; SFTP_PROTOCOL_UNSUPPORTED for a protocol that is not
 * built in.
 */
export const openArchiveSource = (
  settings: SftpSettings,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ArchiveSource> => {
  if (settings.protocol === 'sftp') return openSftpSource(settings, options);
  return Promise.reject(
    new StevedoreError(
      'SFTP_PROTOCOL_UNSUPPORTED',
      `Cannot open "${settings.host}": the protocol "${settings.protocol}" is not built in; set scp.protocol to "sftp"`,
      { details: { host: settings.host, protocol: settings.protocol } },
    ),
  );
};
