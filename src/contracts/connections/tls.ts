/**
 * `off`: no TLS; `{ca}`: required, verified against these PEM certificates; `system`: required, verified against the
 * system's.
 */
export type TlsSetting = 'off' | 'system' | { readonly ca: string };

/** The options of TLS as the database drivers take them. */
export const driverTls = (tls: Exclude<TlsSetting, 'off'>): { rejectUnauthorized: true; ca?: string } => ({
  rejectUnauthorized: true,
  ...(tls === 'system' ? {} : { ca: tls.ca }),
});
