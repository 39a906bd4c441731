import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { runProgram, startProcess } from './child-process.js';
import { findProgram } from './find-program.js';
import { freePort } from './free-port.js';
import { portOpen } from './port-open.js';
import { removeTemporaryFolder, temporaryFolder } from './temporary-folder.js';

export interface OpenSshServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** The current user, who is let in by `privateKey` only. */
  readonly username: string;
  /** The key's text, OpenSSH format, Ed25519. */
  readonly privateKey: string;
  /** `SHA256:…` of the host's Ed25519 key. */
  readonly hostKey: string;
  /** Relative paths start here; absolute paths are the machine's own. */
  readonly root: string;
  readonly pid: number;
  readonly log: () => string;
  /** Ends the server and every session. */
  readonly stop: () => Promise<void>;
}

export interface OpenSshOptions {
  /** `sftp`: only SFTP; `shell`: commands and no SFTP; `none`: neither. @default 'sftp' */
  readonly offers?: 'sftp' | 'shell' | 'none';
  /** What its commands find first, before the system's programs. */
  readonly programs?: string;
}

const OFFERS = {
  sftp: (root: string) => ['Subsystem sftp internal-sftp', `ForceCommand internal-sftp -d ${root}`],
  shell: () => [],
  none: () => ['ForceCommand /bin/false'],
};

/** Starts a private OpenSSH server for the current user. */
export async function startOpenSsh(
  root: string,
  { offers = 'sftp', programs }: OpenSshOptions = {},
): Promise<OpenSshServer> {
  const folder = temporaryFolder('sshd');
  const hostKeyFile = join(folder, 'host-key');
  const userKeyFile = join(folder, 'user-key');
  const keygen = findProgram('ssh-keygen');
  for (const file of [hostKeyFile, userKeyFile]) {
    await runProgram(keygen, ['-q', '-t', 'ed25519', '-N', '', '-C', 'stevedore-test', '-f', file]);
  }
  const port = await freePort();
  const configuration = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${hostKeyFile}`,
    `AuthorizedKeysFile ${userKeyFile}.pub`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'UseDNS no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'MaxStartups 200',
    'MaxSessions 50',
    ...OFFERS[offers](root),
    ...(programs === undefined ? [] : [`SetEnv PATH=${programs}:/usr/bin:/bin`]),
    'LogLevel VERBOSE',
  ];
  const configFile = join(folder, 'sshd_config');
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const sshd = findProgram('sshd');
  await writeConfiguration(sshd, configFile, configuration);
  const server = await startProcess({
    command: sshd,
    args: ['-D', '-e', '-f', configFile],
    logFile: join(folder, 'sshd.log'),
    ready: () => portOpen(port),
  });
  const fingerprint = await runProgram(keygen, ['-l', '-E', 'sha256', '-f', `${hostKeyFile}.pub`]);
  return {
    host: '127.0.0.1',
    port,
    username: userInfo().username,
    privateKey: readFileSync(userKeyFile, 'utf8'),
    hostKey: /SHA256:\S+/.exec(fingerprint)?.[0] ?? '',
    root,
    pid: server.pid,
    log: server.log,
    stop: async () => {
      await server.stop();
      removeTemporaryFolder(folder);
    },
  };
}

/**
 * OpenSSH 9.8 began to punish addresses whose logins fail, which tests do on purpose; older servers refuse the keyword.
 */
async function writeConfiguration(sshd: string, file: string, lines: readonly string[]): Promise<void> {
  writeFileSync(file, [...lines, 'PerSourcePenalties no', ''].join('\n'), { mode: 0o600 });
  try {
    await runProgram(sshd, ['-t', '-f', file]);
  } catch {
    writeFileSync(file, [...lines, ''].join('\n'), { mode: 0o600 });
    await runProgram(sshd, ['-t', '-f', file]);
  }
}
