export interface SftpSettings {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password?: string;
  /** PEM or OpenSSH private key, the text itself (the configuration may name a file). */
  readonly privateKey?: string;
  readonly passphrase?: string;
  /**
   * `SHA256:…` as `ssh-keygen -lf` prints it. Without one the connection is refused and the error names the key seen.
   */
  readonly hostKey?: string;
  /** Accept any host key; only by an explicit `host_key: insecure-accept-any`. */
  readonly acceptAnyHostKey: boolean;
  readonly remotePath: string;
  readonly filePatterns: readonly string[];
  /** No byte for so long is a time-out. @default 300_000 */
  readonly timeoutMs: number;
  /** `scp`: by the shell, for servers without SFTP; `auto`: SFTP, and `scp` where there is none. @default 'auto' */
  readonly protocol: 'auto' | 'sftp' | 'scp';
}
