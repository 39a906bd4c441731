import { StevedoreError } from './errors.js';

/** The error for a file of the product itself that cannot be read: told as that, wherever it was needed. */
export const installationIncomplete = (file: string, cause?: unknown): StevedoreError =>
  new StevedoreError(
    'INSTALLATION_INCOMPLETE',
    `Cannot use a part of this program: its file "${file}" cannot be read; run "npm run build", or install it again`,
    cause === undefined ? {} : { cause },
  );
