import { existsSync, readFileSync } from 'node:fs';
import { readApiSettings } from '../config/connections/read-api-settings.js';
import { needsNoFile } from '../config/document/sync-variables.js';
import { readVariableFiles } from '../config/document/variable-files.js';
import { readText } from '../config/read-text.js';
import { apiUrl } from '../contracts/api-url.js';
import type { ApiClient, ApiClientOptions } from './api-client.js';
import { createApiClient } from './api-client.js';

export interface ApiChoice {
  /** From `--url`. */
  readonly url: string | undefined;
  /** From `--config`. */
  readonly config: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The default file; it may be missing. */
  readonly standardConfig: string;
  readonly tell: (text: string) => void;
  /** Whether to always print the URL; otherwise only if nobody chose it. */
  readonly verbose: boolean;
}

/**
 * Opens the API named by `--url`, STEVEDORE_URL or the configuration's block `api`, for which PORT and API_KEY stand
 * where databases are synced; or the default address on this machine, which it prints. Needs no secret except the API's
 * key. Throws CONFIG_INVALID for a named file that is missing, and for an invalid one.
 */
export const openApi = (choice: ApiChoice): Promise<ApiClient> => {
  const { missingKey, ...options } = choose(choice);
  const { url, origin, chosen } = options;
  if (choice.verbose || !chosen) choice.tell(`API ${url} (from ${origin})\n`);
  if (missingKey !== undefined) {
    choice.tell(`No key is sent: ${missingKey}; or set STEVEDORE_API_KEY\n`);
  }
  return Promise.resolve(createApiClient(options));
};

type Chosen = ApiClientOptions & { readonly origin: string; readonly chosen: boolean; readonly missingKey?: string };

const choose = ({ url, config, env, standardConfig }: ApiChoice): Chosen => {
  const { env: given, unread } = readVariableFiles(env, ['STEVEDORE_API_KEY', 'API_KEY'], (file) =>
    readFileSync(file, 'utf8'),
  );
  // Where variables set the server up, they name its key, wherever it is.
  const key = given['STEVEDORE_API_KEY'] ?? (needsNoFile(env) ? given['API_KEY'] : undefined);
  const unreadKey = unread.get('STEVEDORE_API_KEY');
  const unsent =
    unreadKey === undefined ? {} : { missingKey: `the environment variable STEVEDORE_API_KEY ${unreadKey}` };
  if (url !== undefined) return { url, key, origin: '--url', chosen: true, ...unsent };
  const variable = env['STEVEDORE_URL'];
  if (variable !== undefined) return { url: variable, key, origin: 'STEVEDORE_URL', chosen: true, ...unsent };
  const named = config ?? env['STEVEDORE_CONFIG'];
  const file = named ?? standardConfig;
  const isThere = named !== undefined || existsSync(file);
  if (!isThere && !needsNoFile(env)) {
    return {
      url: STANDARD_URL,
      key,
      origin: `the default: there is no "${file}", no --config and no --url`,
      chosen: false,
      ...unsent,
    };
  }
  const { api, missingKey } = readApiSettings(readText(file, env), file, env);
  return {
    url: apiUrl(api),
    key: key ?? api.key,
    origin: isThere ? `the block "api" of "${file}"` : 'the environment',
    chosen: true,
    ...(missingKey === undefined ? {} : { missingKey: `api.key needs ${missingKey}` }),
  };
};

const STANDARD_URL = 'http://127.0.0.1:8080';
