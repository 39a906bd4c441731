import ssh2 from 'ssh2';

export type SshKeyType = 'ed25519' | 'ecdsa' | 'rsa';

interface KeyPair {
  readonly private: string;
  readonly public: string;
}

/** A new key pair, OpenSSH format. Now and then the library makes one that nobody can read; it is made again. */
export function sshKeyPair(type: SshKeyType, passphrase?: string): KeyPair {
  const size = type === 'ed25519' ? {} : { bits: type === 'rsa' ? 2_048 : 256 };
  const locked = passphrase === undefined ? {} : { passphrase, cipher: 'aes256-ctr', rounds: 1 };
  // The library's types know each key type on its own only.
  const options = { ...size, ...locked } as never;
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync(type, options);
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair;
  }
}
