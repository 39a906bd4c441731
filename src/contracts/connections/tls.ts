/**
 * `off`: no TLS; `{ca}`: required, verified against these PEM certificates; `system`: required, verified against the
 * system's.
 */
export type TlsSetting = 'off' | 'system' | { readonly ca: string };
