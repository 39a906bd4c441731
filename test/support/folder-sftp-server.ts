import { createHash } from 'node:crypto';
import { close, open, readdirSync, read, statSync, write } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import type { Attributes, Connection, SFTPWrapper } from 'ssh2';
import ssh2 from 'ssh2';
import { sshKeyPair } from './ssh-key-pair.js';

export interface FolderSftpServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** `SHA256:…` of its Ed25519 key. */
  readonly hostKey: string;
  readonly stop: () => Promise<void>;
}

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;

/**
 * An SFTP server with a user and a password, which the private OpenSSH cannot have without an account of the machine.
 * Its `/` is the folder; files can be listed, read and written there.
 */
export async function startFolderSftp(
  folder: string,
  login: { readonly user: string; readonly password: string },
): Promise<FolderSftpServer> {
  const pair = sshKeyPair('ed25519');
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [pair.private] }, (client) => {
    connections.add(client);
    client.on('error', () => undefined).once('close', () => connections.delete(client));
    client.on('authentication', (context) => {
      const right =
        context.method === 'password' && context.username === login.user && context.password === login.password;
      if (right) context.accept();
      else context.reject(['password']);
    });
    client.on('session', (accept) => accept().on('sftp', (acceptSftp) => serve(acceptSftp(), folder)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const blob = Buffer.from(pair.public.split(' ')[1] ?? '', 'base64');
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    hostKey: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
    stop: async () => {
      for (const client of connections) client.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function serve(sftp: SFTPWrapper, folder: string): void {
  const here = (path: string) => join(folder, normalize(`/${path}`));
  const number = (handle: Buffer) => handle.readUInt32BE(0);
  const handleOf = (value: number) => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(value);
    return handle;
  };
  /** Folders that are being listed, by their handle, above every file descriptor. */
  const listings = new Map<number, string[]>();
  let next = 1 << 20;
  const attributes = (path: string): Attributes => {
    const { mode, size, mtimeMs, atimeMs, uid, gid } = statSync(path);
    return { mode, size, uid, gid, mtime: Math.floor(mtimeMs / 1_000), atime: Math.floor(atimeMs / 1_000) };
  };
  const answer = (id: number, path: string) => {
    try {
      sftp.attrs(id, attributes(here(path)));
    } catch {
      sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    }
  };
  const ended = (id: number) => (error: Error | null) =>
    sftp.status(id, error === null ? STATUS_CODE.OK : STATUS_CODE.FAILURE);
  const done = (id: number) => sftp.status(id, STATUS_CODE.OK);

  sftp.on('error', () => undefined);
  // The library leaves it open; OpenSSH's programs wait for the end of the subsystem, and for how it ended.
  sftp.on('end', () => {
    const channel = sftp as unknown as {
      readonly _protocol: { exitStatus: (id: number, code: number) => void };
      readonly outgoing: { readonly id: number };
    };
    channel._protocol.exitStatus(channel.outgoing.id, 0);
    sftp.end();
  });
  sftp.on('REALPATH', (id, path) => {
    const attrs: Attributes = { mode: 0o40755, size: 0, uid: 0, gid: 0, mtime: 0, atime: 0 };
    sftp.name(id, [{ filename: normalize(`/${path}`), longname: '', attrs }]);
  });
  sftp.on('STAT', answer);
  sftp.on('LSTAT', answer);
  sftp.on('SETSTAT', done);
  sftp.on('FSETSTAT', done);
  sftp.on('OPENDIR', (id, path) => {
    next += 1;
    listings.set(
      next,
      readdirSync(here(path)).map((name) => join(here(path), name)),
    );
    sftp.handle(id, handleOf(next));
  });
  sftp.on('READDIR', (id, handle) => {
    const files = listings.get(number(handle)) ?? [];
    if (files.length === 0) return sftp.status(id, STATUS_CODE.EOF);
    listings.set(number(handle), []);
    sftp.name(
      id,
      files.map((file) => {
        const attrs = attributes(file);
        const filename = file.slice(file.lastIndexOf('/') + 1);
        return { filename, longname: `-rw-r--r-- 1 x x ${attrs.size} Jan 1 10:00 ${filename}`, attrs };
      }),
    );
  });
  sftp.on('OPEN', (id, path, flags) => {
    const how = (flags & OPEN_MODE.WRITE) === 0 ? 'r' : 'w';
    open(here(path), how, (error, file) => {
      if (error === null) sftp.handle(id, handleOf(file));
      else sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    });
  });
  sftp.on('FSTAT', (id) => sftp.status(id, STATUS_CODE.OP_UNSUPPORTED));
  sftp.on('READ', (id, handle, position, length) => {
    read(number(handle), Buffer.alloc(length), 0, length, position, (error, count, bytes) => {
      if (error !== null) sftp.status(id, STATUS_CODE.FAILURE);
      else if (count === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, bytes.subarray(0, count));
    });
  });
  sftp.on('WRITE', (id, handle, position, bytes) =>
    write(number(handle), bytes, 0, bytes.length, position, (error) => ended(id)(error)),
  );
  sftp.on('CLOSE', (id, handle) => {
    if (listings.delete(number(handle))) done(id);
    else close(number(handle), (error) => ended(id)(error ?? null));
  });
}
