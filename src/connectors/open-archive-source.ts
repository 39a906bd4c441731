import { isStevedoreError, StevedoreError } from '../contracts/errors.js';
import type { SftpSettings } from '../contracts/connections/sftp.js';
import type { ArchiveSource } from './archive-source.js';
import { openScpSource } from './scp/open-scp-source.js';
import { openSftpSource } from './sftp/open-sftp-source.js';

/**
 * Opens a pipeline's source of archives by `scp.protocol`; `auto` tries SFTP, then the shell. Throws `SFTP_…` codes;
 * SFTP_PROTOCOL_UNSUPPORTED if the server has neither.
 */
export const openArchiveSource = async (
  settings: SftpSettings,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ArchiveSource> => {
  if (settings.protocol === 'scp') return openScpSource(settings, options);
  try {
    return await openSftpSource(settings, options);
  } catch (error) {
    if (settings.protocol === 'sftp' || !isUnsupported(error)) throw error;
    return openShellInstead(settings, options, error);
  }
};

const openShellInstead = async (
  settings: SftpSettings,
  options: { readonly signal?: AbortSignal },
  noSftp: StevedoreError,
): Promise<ArchiveSource> => {
  const source = await openScpSource(settings, options);
  try {
    await source.stat('.stevedore-asks-whether-there-is-a-shell');
    return source;
  } catch (error) {
    // Listing reports what is wrong with the folder.
    if (isStevedoreError(error) && ['SFTP_PATH_NOT_FOUND', 'SFTP_PERMISSION_DENIED'].includes(error.code))
      return source;
    await source.close();
    if (!isUnsupported(error)) throw error;
    throw new StevedoreError('SFTP_PROTOCOL_UNSUPPORTED', `${noSftp.message}, and over SCP: ${error.message}`, {
      details: { host: settings.host },
      cause: error,
    });
  }
};

const isUnsupported = (error: unknown): error is StevedoreError =>
  isStevedoreError(error) && error.code === 'SFTP_PROTOCOL_UNSUPPORTED';
