import { existsSync } from 'node:fs';
import { readApiSettings } from '../config/connections/read-api-settings.js';
import { readText } from '../config/read-settings.js';
import { apiUrl } from '../contracts/api-url.js';
import type { ApiClient, ApiClientOptions } from './api-client.js';
import { createApiClient } from './api-client.js';

export interface ApiChoice {
  /** Of `--url`. */
  readonly url: string | undefined;
  /** Of `--config`. */
  readonly config: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file that is read where none is named; it may be missing. */
  readonly standardConfig: string;
  readonly tell: (text: string) => void;
  /** Whether a person sees what is told: the URL is said each time then, else only where nobody chose it. */
  readonly verbose: boolean;
}

/**
 * The API that `--url`, STEVEDORE_URL or the block `api` of the configuration names, else the standard address on this
 * machine, which is said. Needs no secret but the API's own key. Throws CONFIG_INVALID for a file that was named and is
 * missing, and for one that is wrong.
 */
export const openApi = (choice: ApiChoice): Promise<ApiClient> => {
  const { missingKey, ...options } = choose(choice);
  const { url, origin, chosen } = options;
  if (choice.verbose || !chosen) choice.tell(`API ${url} (from ${origin})\n`);
  if (missingKey !== undefined) {
    choice.tell(
      `No key is sent: api.key needs the environment variable ${missingKey}, which is not set; STEVEDORE_API_KEY is another way to give it\n`,
    );
  }
  return Promise.resolve(createApiClient(options));
};

type Chosen = ApiClientOptions & { readonly origin: string; readonly chosen: boolean; readonly missingKey?: string };

const choose = ({ url, config, env, standardConfig }: ApiChoice): Chosen => {
  const key = env['STEVEDORE_API_KEY'];
  if (url !== undefined) return { url, key, origin: '--url', chosen: true };
  const variable = env['STEVEDORE_URL'];
  if (variable !== undefined) return { url: variable, key, origin: 'STEVEDORE_URL', chosen: true };
  const named = config ?? env['STEVEDORE_CONFIG'];
  const file = named ?? standardConfig;
  if (named === undefined && !existsSync(file)) {
    return {
      url: STANDARD_URL,
      key,
      origin: `the default: there is no "${file}", no --config and no --url`,
      chosen: false,
    };
  }
  const { api, missingKey } = readApiSettings(readText(file), file, env);
  return {
    url: apiUrl(api),
    key: key ?? api.key,
    origin: `the block "api" of "${file}"`,
    chosen: true,
    ...(missingKey === undefined ? {} : { missingKey }),
  };
};

const STANDARD_URL = 'http://127.0.0.1:8080';
