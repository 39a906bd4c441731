import type { TlsSetting } from './tls.js';

export interface TemporalSettings {
  readonly address: string;
  /** True if the file or the environment gives an address; otherwise `stevedore dev` starts its own server. */
  readonly addressGiven: boolean;
  readonly namespace: string;
  readonly apiKey?: string;
  readonly tls: TlsSetting;
}
