import type { TlsSetting } from './tls.js';

export interface TemporalSettings {
  readonly address: string;
  /** True where the file or the environment gives an address; `stevedore dev` starts its own server otherwise. */
  readonly addressGiven: boolean;
  readonly namespace: string;
  readonly apiKey?: string;
  readonly tls: TlsSetting;
}
