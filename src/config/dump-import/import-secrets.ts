import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { keyLines } from '../fields/key-material.js';
import { urlSecrets } from '../fields/url-secrets.js';

/** The secrets of a dump import. */
export const collectImportSecrets = ({ sftp, zip, loadGate }: DumpImportSettings): (string | undefined)[] => [
  sftp.password,
  sftp.passphrase,
  ...keyLines(sftp.privateKey),
  zip.password,
  ...Object.values(zip.passwords),
  ...urlSecrets(loadGate.metricsUrl),
];
