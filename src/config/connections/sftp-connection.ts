import * as z from 'zod';
import { count, duration, filledText } from '../fields/fields.js';
import { hostKey, hostKeySettings } from '../fields/host-key.js';
import { keyLines, readKeyMaterial } from '../fields/key-material.js';
import type { ConnectionKindOf } from './connection-kind.js';

const block = z.strictObject({
  kind: z.literal('sftp').describe('The kind of server.'),
  host: filledText().describe('Host name or address.'),
  port: count(22, 1, 65_535).describe('The SSH port.'),
  username: filledText().describe('The account.'),
  password: z.string().optional().describe('Set this or `key_path`.'),
  key_path: filledText().optional().describe('Path of a private key, or the key itself.'),
  passphrase: z.string().optional().describe('The passphrase of the private key.'),
  host_key: hostKey(),
  timeout: duration('300s').describe('Time without a byte that counts as a time-out.'),
  protocol: z
    .enum(['auto', 'sftp', 'scp'], { error: 'must be "auto", "sftp" or "scp"' })
    .default('auto')
    .describe('`scp`: through the shell, for servers without SFTP; `auto`: SFTP, or the shell if there is none.'),
});

/** An SSH server with SFTP, or at least a shell. */
export const sftpConnection: ConnectionKindOf<'sftp', z.output<typeof block>> = {
  block,
  settings: (given, path, context) => {
    const privateKey =
      given.key_path === undefined
        ? undefined
        : readKeyMaterial(given.key_path, 'PRIVATE KEY', [...path, 'key_path'], context);
    const password = given.password === '' ? undefined : given.password;
    if (password === undefined && given.key_path === undefined) {
      context.missing([...path, 'password'], 'give it, or "key_path"');
    }
    return {
      host: given.host,
      port: given.port,
      username: given.username,
      ...(password === undefined ? {} : { password }),
      ...(privateKey === undefined ? {} : { privateKey }),
      ...(given.passphrase === undefined || given.passphrase === '' ? {} : { passphrase: given.passphrase }),
      ...hostKeySettings(given.host_key),
      timeoutMs: given.timeout,
      protocol: given.protocol,
    };
  },
  secrets: ({ password, passphrase, privateKey }) => [password, passphrase, ...keyLines(privateKey)],
};
