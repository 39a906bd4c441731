import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Attributes as SftpAttributes, AuthContext, Connection, KeyboardAuthContext, SFTPWrapper } from 'ssh2';
import ssh2 from 'ssh2';
import type { SshKeyType } from './ssh-key-pair.js';
import { sshKeyPair } from './ssh-key-pair.js';

export interface ScriptedSftpOptions {
  /** @default ['ed25519'] */
  readonly hostKeys?: readonly SshKeyType[];
  /**
   * How it accepts `canary-password`, or what it asks for besides it or instead; it refuses every other login. @default
   * 'password'
   */
  readonly login?:
    | 'password'
    | 'keyboard-interactive'
    | 'password, then code'
    | 'code'
    | 'expired'
    | 'nothing'
    | 'hang up';
  readonly banner?: string;
  /** How it begins SFTP. @default 'serves' */
  readonly subsystem?: 'serves' | 'refused' | 'exits';
  /** What the listing says of the file otherwise; undefined is left out. */
  readonly listing?: Attributes;
  /** Its answer when asked for the file alone. */
  readonly stat?: Attributes | 'unsupported';
  /** @default as `ls -l` prints a file */
  readonly longname?: string;
  /** @default 'file.zip' */
  readonly listedName?: string;
  /** The one file, `/exports/file.zip`. */
  readonly content?: Buffer;
  /** Its identification; only an OpenSSH is asked for 255 KiB at a time. */
  readonly ident?: string;
  /** Bytes of the longest answer. @default as many as requested */
  readonly longestAnswer?: number;
  /**
   * Asked before each read. `silence`: no answer; `hang up`: the channel ends, the connection stays; `garbage`: no
   * SFTP.
   */
  readonly onRead?: (position: number) => 'answer' | 'silence' | 'hang up' | 'garbage';
}

interface Attributes {
  readonly mode?: number | undefined;
  readonly size?: number | undefined;
  readonly mtime?: number | undefined;
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

/** An SFTP server that behaves as no OpenSSH can be configured to. */
export async function startScriptedSftp(options: ScriptedSftpOptions = {}): Promise<ScriptedSftpServer> {
  const pairs = (options.hostKeys ?? ['ed25519']).map((type) => sshKeyPair(type));
  const logins: string[] = [];
  const reads: { position: number; length: number }[] = [];
  const open = new Set<Connection>();
  const server = new ssh2.Server(
    {
      hostKeys: pairs.map((pair) => pair.private),
      ...(options.banner === undefined ? {} : { banner: options.banner }),
      ...(options.ident === undefined ? {} : { ident: options.ident }),
    },
    (client) => {
      open.add(client);
      (client as Connection & { setNoDelay: (noDelay: boolean) => void }).setNoDelay(true);
      client.on('error', () => undefined).once('close', () => open.delete(client));
      client.on('authentication', (context) =>
        options.login === 'hang up' ? client.end() : logIn(context, options.login ?? 'password', logins),
      );
      client.on('session', (accept) =>
        accept().on('sftp', (acceptSftp, refuse) => {
          if (options.subsystem === 'refused') return void refuse();
          if (options.subsystem !== 'exits') return serve(acceptSftp(), options, reads);
          const channel = acceptSftp() as unknown as {
            readonly _protocol: Ending;
            readonly outgoing: { readonly id: number };
          };
          channel._protocol.exitStatus(channel.outgoing.id, 127);
          channel._protocol.channelClose(channel.outgoing.id);
        }),
      );
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

interface Ending {
  exitStatus(channel: number, code: number): void;
  channelClose(channel: number): void;
}

function logIn(context: AuthContext, allowed: NonNullable<ScriptedSftpOptions['login']>, logins: string[]): void {
  const ask = (prompt: string, done: (answer: string) => void): void => {
    (context as KeyboardAuthContext).prompt([{ prompt, echo: false }], (answers) => {
      logins.push(`keyboard-interactive ${answers.join(' ')}`);
      done(answers[0] ?? '');
    });
  };
  const byKeyboard = ['keyboard-interactive', 'password, then code', 'code'].includes(allowed);
  if (context.method === 'password') {
    logins.push(`password ${context.password}`);
    const right = context.password === SCRIPTED_PASSWORD;
    if (allowed === 'password' && right) return context.accept();
    if (allowed === 'expired' && right)
      return context.requestChange('Your password has expired', () => context.reject());
    if (allowed === 'password, then code' && right) return context.reject(['keyboard-interactive'], true);
  } else if (context.method === 'keyboard-interactive' && byKeyboard) {
    if (allowed === 'keyboard-interactive')
      return ask('Password: ', (answer) => (answer === SCRIPTED_PASSWORD ? context.accept() : context.reject()));
    return ask(allowed === 'code' ? 'Verification code: ' : 'OTP: ', () => context.reject(['keyboard-interactive']));
  } else logins.push(context.method);
  context.reject([allowed === 'code' || allowed === 'keyboard-interactive' ? 'keyboard-interactive' : 'password']);
}

function serve(sftp: SFTPWrapper, options: ScriptedSftpOptions, reads: { position: number; length: number }[]): void {
  const content = options.content ?? Buffer.alloc(0);
  const told = (change: Attributes = {}) => {
    const { mode, size, mtime } = { mode: 0o100600, size: content.length, mtime: 1_767_225_600, ...change };
    return {
      uid: 0,
      gid: 0,
      ...(mode !== undefined && { mode }),
      ...(size !== undefined && { size }),
      ...(mtime !== undefined && { mtime, atime: mtime }),
    } as SftpAttributes;
  };
  let listed = false;
  sftp.on('OPENDIR', (id) => {
    listed = false;
    sftp.handle(id, Buffer.from('folder'));
  });
  sftp.on('READDIR', (id) => {
    if (listed) return sftp.status(id, STATUS_CODE.EOF);
    listed = true;
    const longname = options.longname ?? `-rw-r--r-- 1 x x ${content.length} Jan 1 10:00 file.zip`;
    sftp.name(id, [{ filename: options.listedName ?? 'file.zip', longname, attrs: told(options.listing) }]);
  });
  sftp.on('error', () => undefined);
  sftp.on('OPEN', (id) => sftp.handle(id, Buffer.from('file')));
  sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('STAT', (id) => {
    if (options.stat === 'unsupported') sftp.status(id, STATUS_CODE.OP_UNSUPPORTED);
    else sftp.attrs(id, told(options.stat));
  });
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

/** Bytes on the channel that are not an SFTP packet; the library has no interface for this. */
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
