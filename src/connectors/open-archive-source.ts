import { isStevedoreError, StevedoreError } from '../contracts/errors.js';
import type { SftpSettings } from '../contracts/connections/sftp.js';
import type { ArchiveSource } from './archive-source.js';
import { openScpSource } from './scp/open-scp-source.js';
import { openSftpSource } from './sftp/open-sftp-source.js';

/**
 * Opens the source of archives that a pipeline names, by `scp.protocol`; `auto` is SFTP, and the shell of a server that
 * has none. Throws `SFTP_…` codes; SFTP_PROTOCOL_UNSUPPORTED for a server that has neither.
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
    // What is wrong with the folder is told when it is listed.
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
