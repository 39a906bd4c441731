import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { AuthContext, Connection, SFTPWrapper } from 'ssh2';
import ssh2 from 'ssh2';
import type { SshKeyType } from './ssh-key-pair.js';
import { sshKeyPair } from './ssh-key-pair.js';

export interface ScriptedSftpOptions {
  /** @default ['ed25519'] */
  readonly hostKeys?: readonly SshKeyType[];
  /** How `canary-password` is taken; every other login is refused. @default 'password' */
  readonly login?: 'password' | 'keyboard-interactive';
  /** The one file, `/exports/file.zip`. */
  readonly content?: Buffer;
  /** What it calls itself; only an OpenSSH is asked for 255 KiB at a time. */
  readonly ident?: string;
  /** Bytes of the longest answer. @default all that is asked for */
  readonly longestAnswer?: number;
  /** Asked before each read. `silence`: no answer; `hang up`: the channel ends, the connection stays; `garbage`: no SFTP. */
  readonly onRead?: (position: number) => 'answer' | 'silence' | 'hang up' | 'garbage';
}

export interface ScriptedSftpServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** `SHA256:…`, in the order of `hostKeys`. */
  readonly fingerprints: readonly string[];
  /** Every login that was tried, as `method secret`. */
  readonly logins: readonly string[];
  /** Every read that was asked for. */
  readonly reads: readonly { readonly position: number; readonly length: number }[];
  readonly stop: () => Promise<void>;
}

export const SCRIPTED_PASSWORD = 'canary-password';
const { STATUS_CODE } = ssh2.utils.sftp;

/** An SFTP server that does what no OpenSSH can be told to do. */
export async function startScriptedSftp(options: ScriptedSftpOptions = {}): Promise<ScriptedSftpServer> {
  const pairs = (options.hostKeys ?? ['ed25519']).map((type) => sshKeyPair(type));
  const logins: string[] = [];
  const reads: { position: number; length: number }[] = [];
  const open = new Set<Connection>();
  const server = new ssh2.Server(
    { hostKeys: pairs.map((pair) => pair.private), ...(options.ident === undefined ? {} : { ident: options.ident }) },
    (client) => {
      open.add(client);
      (client as Connection & { setNoDelay: (noDelay: boolean) => void }).setNoDelay(true);
      client.on('error', () => undefined).once('close', () => open.delete(client));
      client.on('authentication', (context) => logIn(context, options.login ?? 'password', logins));
      client.on('session', (accept) => accept().on('sftp', (acceptSftp) => serve(acceptSftp(), options, reads)));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    fingerprints: pairs.map(({ public: text }) => fingerprintOf(text)),
    logins,
    reads,
    stop: async () => {
      for (const client of open) client.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function logIn(context: AuthContext, allowed: 'password' | 'keyboard-interactive', logins: string[]): void {
  if (context.method === 'password') {
    logins.push(`password ${context.password}`);
    if (allowed === 'password' && context.password === SCRIPTED_PASSWORD) return context.accept();
  } else if (context.method === 'keyboard-interactive' && allowed === 'keyboard-interactive') {
    context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
      logins.push(`keyboard-interactive ${answers.join(' ')}`);
      if (answers[0] === SCRIPTED_PASSWORD) context.accept();
      else context.reject();
    });
    return;
  } else logins.push(context.method);
  context.reject([allowed]);
}

function serve(sftp: SFTPWrapper, options: ScriptedSftpOptions, reads: { position: number; length: number }[]): void {
  const content = options.content ?? Buffer.alloc(0);
  const attrs = { mode: 0o100600, uid: 0, gid: 0, size: content.length, atime: 1, mtime: 1 };
  sftp.on('error', () => undefined);
  sftp.on('OPEN', (id) => sftp.handle(id, Buffer.from('file')));
  sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('STAT', (id) => sftp.attrs(id, attrs));
  sftp.on('READ', (id, _handle, position, length) => {
    reads.push({ position, length });
    const what = options.onRead?.(position) ?? 'answer';
    if (what === 'hang up') sftp.end();
    if (what === 'garbage') sendRaw(sftp, Buffer.alloc(64, 0xff));
    if (what !== 'answer') return;
    const piece = content.subarray(position, position + Math.min(length, options.longestAnswer ?? length));
    if (piece.length === 0) sftp.status(id, STATUS_CODE.EOF);
    else sftp.data(id, piece);
  });
}

/** Bytes on the channel that are no packet of SFTP; the library has no door for this. */
function sendRaw(sftp: SFTPWrapper, bytes: Buffer): void {
  const { _protocol, outgoing } = sftp as unknown as {
    readonly _protocol: { readonly channelData: (channel: number, data: Buffer) => void };
    readonly outgoing: { readonly id: number };
  };
  _protocol.channelData(outgoing.id, bytes);
}

function fingerprintOf(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
