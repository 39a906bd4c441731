import * as z from 'zod';
import type { SftpServerSettings } from '../../contracts/connections/sftp.js';

/** The pinned key of an SSH server. */
export const hostKey = () =>
  z
    .string()
    .regex(/^(SHA256:[A-Za-z0-9+/]{43}=?|insecure-accept-any)$/, {
      error: 'must be a fingerprint as "ssh-keygen -lf" prints it ("SHA256:…"), or "insecure-accept-any"',
    })
    .optional()
    .describe(
      "Fingerprint of the host key; without it the connection is refused and the error names the server's key.",
    );

/** What the setting means for the connector. */
export const hostKeySettings = (
  given: string | undefined,
): Pick<SftpServerSettings, 'hostKey' | 'acceptAnyHostKey'> => {
  const acceptAny = given === 'insecure-accept-any';
  return {
    ...(given === undefined || acceptAny ? {} : { hostKey: given.replace(/=+$/, '') }),
    acceptAnyHostKey: acceptAny,
  };
};
