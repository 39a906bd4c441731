import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
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

/** A key may be quoted whole or by line. */
const keyLines = (key: string | undefined): string[] =>
  key === undefined
    ? []
    : [key.trim(), ...key.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'))];
