import type { Settings } from './settings.js';

/**
 * Where programs of this installation reach its API: `api.url`, or its address, with "every address" as this machine.
 */
export const apiUrl = ({ url, host, port }: Settings['api']): string => {
  if (url !== undefined) return url;
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
};
