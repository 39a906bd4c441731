import { pipelinesOf } from '../contracts/kinds.js';
import type { Settings } from '../contracts/settings.js';

/** Every secret value of the settings, for the redaction of logs and error messages; longest first, each once. */
export const collectSecrets = (settings: Settings): string[] => {
  const { mysql, redis, store, api, temporal } = settings;
  const found: (string | undefined)[] = [
    ...[mysql?.loader, mysql?.publisher, mysql?.owner].map((account) => account?.password),
    ...urlSecrets(redis?.url),
    // As it is meant, and as a URL writes it.
    store.account.password,
    encodeURIComponent(store.account.password),
    api.key,
    temporal.apiKey,
    ...pipelinesOf(settings, 'dump-import').flatMap(({ sftp, zip, loadGate }) => [
      sftp.password,
      sftp.passphrase,
      ...keyLines(sftp.privateKey),
      zip.password,
      ...Object.values(zip.passwords),
      ...urlSecrets(loadGate.metricsUrl),
    ]),
  ];
  const secrets = found.filter((secret): secret is string => secret !== undefined && secret !== '');
  return [...new Set(secrets)].toSorted((a, b) => b.length - a.length);
};

/** The password as the URL writes it and as it is meant. */
const urlSecrets = (text: string | undefined): string[] => {
  if (text === undefined || !URL.canParse(text)) return [];
  const { password } = new URL(text);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
};

/** A key may be quoted whole or by line. */
const keyLines = (key: string | undefined): string[] =>
  key === undefined
    ? []
    : [key.trim(), ...key.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'))];
