import { connectionSecrets } from './connections/connection-kinds.js';
import type { Settings } from '../contracts/settings.js';
import { addressSecrets, urlSecrets } from './fields/url-secrets.js';
import { pipelineKind } from './pipeline-kinds.js';

/** Every secret value of the settings, for the redaction of logs and error messages; longest first, each once. */
export const collectSecrets = (settings: Settings): string[] => {
  const { mysql, redis, store, api, temporal } = settings;
  const found: (string | undefined)[] = [
    ...[mysql?.loader, mysql?.publisher, mysql?.owner].map((account) => account?.password),
    ...urlSecrets(redis?.url),
    // As it is meant, and as a URL writes it.
    store.account.password,
    encodeURIComponent(store.account.password),
    ...settings.connections.flatMap(connectionSecrets),
    api.key,
    settings.callbacks.secret,
    settings.callbacks.token,
    ...settings.notifications.flatMap(({ url, secret, token }) => [...addressSecrets(url), secret, token]),
    ...Object.values(settings.hooks).flatMap(({ secrets, token }) => [...secrets, token]),
    ...settings.secretKeys.flatMap((key) => [key.toString('base64'), key.toString('hex')]),
    temporal.apiKey,
    ...settings.pipelines.flatMap((pipeline) => pipelineKind(pipeline.kind).secrets?.(pipeline) ?? []),
  ];
  const secrets = found.filter((secret): secret is string => secret !== undefined && secret !== '');
  return [...new Set(secrets)].toSorted((a, b) => b.length - a.length);
};
