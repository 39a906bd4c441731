/** An SSH server and the login to it. */
export interface SftpServerSettings {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password?: string;
  /** PEM or OpenSSH private key: its text (the configuration may name a file). */
  readonly privateKey?: string;
  readonly passphrase?: string;
  /**
   * `SHA256:…` as `ssh-keygen -lf` prints it. Without it the connection is refused, and the error shows the server's
   * key.
   */
  readonly hostKey?: string;
  /** Accepts any host key; only by an explicit `host_key: insecure-accept-any`. */
  readonly acceptAnyHostKey: boolean;
  /** Time without a byte that counts as a time-out. @default 300_000 */
  readonly timeoutMs: number;
  /** `scp`: through the shell, for servers without SFTP; `auto`: SFTP, or `scp` if there is none. @default 'auto' */
  readonly protocol: 'auto' | 'sftp' | 'scp';
}

/** A folder of such a server, and the files in it that count. */
export interface SftpSettings extends SftpServerSettings {
  readonly remotePath: string;
  readonly filePatterns: readonly string[];
}
