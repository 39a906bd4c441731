import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SftpSettings } from '../../src/contracts/connections/sftp.js';
import type { ScriptedSftpOptions, ScriptedSftpServer } from '../support/scripted-sftp-server.js';
import { SCRIPTED_PASSWORD, startScriptedSftp } from '../support/scripted-sftp-server.js';
import { failureOf, openForTest, readAll, sha256 } from './archive-reading.js';

const content = randomBytes(700_001);

const start = async (options: ScriptedSftpOptions = {}): Promise<ScriptedSftpServer> => {
  const server = await startScriptedSftp({ content, ...options });
  onTestFinished(() => server.stop());
  return server;
};
const settingsOf = (
  { host, port, fingerprints }: ScriptedSftpServer,
  change: Partial<SftpSettings> = {},
): SftpSettings => ({
  host,
  port,
  username: 'exporter',
  password: SCRIPTED_PASSWORD,
  hostKey: fingerprints[0] ?? '',
  acceptAnyHostKey: false,
  remotePath: '/exports',
  filePatterns: ['*.zip'],
  timeoutMs: 5_000,
  protocol: 'sftp',
  ...change,
});

describe('a server other than OpenSSH', () => {
  it('is never asked for more than it must grant', async () => {
    const server = await start();
    const source = await openForTest(settingsOf(server));
    expect(sha256(await readAll(source, 'file.zip', { end: content.length }))).toBe(sha256(content));
    expect(Math.max(...server.reads.map(({ length }) => length))).toBe(31_952);
  });
});

describe('an OpenSSH', () => {
  it('is asked for 254 KiB at a time, which old ones grant too', async () => {
    const server = await start({ ident: 'OpenSSH_9.9' });
    const source = await openForTest(settingsOf(server));
    expect(sha256(await readAll(source, 'file.zip', { start: 1, end: content.length }))).toBe(
      sha256(content.subarray(1)),
    );
    expect(server.reads.map(({ length }) => length)).toEqual([260_096, 260_096, content.length - 1 - 2 * 260_096]);
  });
});

describe('answers that are shorter than what was asked for', () => {
  it.each([1_000, 30_000, 31_951])('of %d bytes are completed to the exact file', async (longestAnswer) => {
    for (const ident of ['other', 'OpenSSH_9.9']) {
      const server = await start({ ident, longestAnswer });
      const source = await openForTest(settingsOf(server));
      expect(sha256(await readAll(source, 'file.zip', { end: content.length }))).toBe(sha256(content));
    }
  });

  it('at the end of a file that is too short report that it changed', async () => {
    const source = await openForTest(settingsOf(await start({ longestAnswer: 1_000 })));
    const { code, message } = await failureOf(readAll(source, 'file.zip', { end: content.length + 1 }));
    expect([code, message]).toEqual(['ARCHIVE_CHANGED', expect.stringContaining(`ends at byte ${content.length},`)]);
  });
});

describe('a password', () => {
  it.each(['password', 'keyboard-interactive'] as const)('logs in by %s', async (login) => {
    const source = await openForTest(settingsOf(await start({ login })));
    expect((await source.stat('file.zip'))?.size).toBe(content.length);
  });

  it.each(['password', 'keyboard-interactive'] as const)('that is wrong is refused by %s, for good', async (login) => {
    const server = await start({ login });
    const { code, whole } = await failureOf(openForTest(settingsOf(server, { password: 'canary-wrong' })));
    expect(code).toBe('SFTP_AUTH_FAILED');
    expect(whole).not.toContain('canary');
  });

  it('is not sent to a server whose key is not the expected one', async () => {
    const server = await start();
    const { code } = await failureOf(openForTest(settingsOf(server, { hostKey: `SHA256:${'A'.repeat(43)}` })));
    expect(code).toBe('SFTP_HOST_KEY_MISMATCH');
    const { hostKey: _, ...without } = settingsOf(server);
    expect((await failureOf(openForTest(without))).code).toBe('SFTP_HOST_KEY_UNKNOWN');
    expect(server.logins).toEqual([]);
  });
});

describe('a server with several host keys', () => {
  it.each([0, 1, 2])('is trusted by any of them: key %d', async (index) => {
    const server = await start({ hostKeys: ['ed25519', 'ecdsa', 'rsa'] });
    const source = await openForTest(settingsOf(server, { hostKey: server.fingerprints[index] ?? '' }));
    expect(await source.stat('file.zip')).toBeDefined();
  });

  it('shows all of them if none is the expected one', async () => {
    const server = await start({ hostKeys: ['rsa', 'ed25519'] });
    const { code, message } = await failureOf(openForTest(settingsOf(server, { hostKey: 'A'.repeat(43) })));
    expect(code).toBe('SFTP_HOST_KEY_MISMATCH');
    for (const fingerprint of server.fingerprints) expect(message).toContain(fingerprint);
  });
});

describe('a server that misbehaves in the middle', () => {
  /** Limits are far from what is waited for otherwise: tests run on slow machines, too. */
  const failing = async (what: 'silence' | 'hang up' | 'garbage', timeoutMs = 30_000) => {
    const server = await start({ onRead: (position) => (position > 300_000 ? what : 'answer') });
    const source = await openForTest(settingsOf(server, { timeoutMs }));
    const failure = await failureOf(readAll(source, 'file.zip', { end: content.length }));
    // Whatever it was, the source is over, and says so without waiting.
    const later = await failureOf(source.stat('file.zip'));
    expect([later.code, later.took < 900]).toEqual([failure.code, true]);
    return failure;
  };

  it('answers pings but no reads: a time-out', async () => {
    const { code, took } = await failing('silence', 1_000);
    expect(code).toBe('SFTP_TIMEOUT');
    expect(took).toBeLessThan(10_000);
  });

  it('ends the channel and keeps the connection: lost at once', async () => {
    const { code, took } = await failing('hang up');
    expect(code).toBe('SFTP_CONNECTION_LOST');
    expect(took).toBeLessThan(10_000);
  });

  it('sends something other than SFTP: a retryable error, and the process lives', async () => {
    const { code, retryable } = await failing('garbage');
    expect([code, retryable]).toEqual(['SFTP_FAILED', true]);
  });
});

describe('a server that leaves attributes out', () => {
  const described = { filename: 'file.zip', size: content.length, modTime: '2026-01-01T00:00:00.000Z' };

  it.each<[string, Partial<ScriptedSftpOptions>]>([
    ['says all', {}],
    ['has no type in the mode', { listing: { mode: 0o644 }, stat: { mode: 0o644 } }],
    ['has no mode', { listing: { mode: undefined }, stat: { mode: undefined } }],
    [
      'has no mode and nothing that looks like ls',
      { listing: { mode: undefined }, stat: { mode: undefined }, longname: '' },
    ],
    ['lists nothing but names', { listing: { mode: undefined, size: undefined, mtime: undefined }, longname: '' }],
    ['lists no time', { listing: { mtime: undefined } }],
    ['lists no size', { listing: { size: undefined } }],
    ['lists full paths', { listedName: '/exports/file.zip' }],
    [
      'lists full paths and nothing else',
      { listedName: '/exports/file.zip', listing: { mode: undefined, size: undefined, mtime: undefined } },
    ],
    ['tells nothing of one file', { stat: { mode: undefined, size: undefined, mtime: undefined } }],
    ['cannot be asked for one file', { stat: 'unsupported' }],
  ])('is understood where it %s', async (_what, options) => {
    const source = await openForTest(settingsOf(await start(options)));
    expect(await source.list()).toEqual([described]);
    expect(await source.stat('file.zip')).toEqual(described);
    expect(sha256(await readAll(source, 'file.zip', { end: content.length }))).toBe(sha256(content));
  });

  it.each<[string, Partial<ScriptedSftpOptions>, string]>([
    ['time', { listing: { mtime: undefined }, stat: { mtime: undefined } }, 'time'],
    ['size', { listing: { size: undefined }, stat: { size: undefined } }, 'size'],
    ['time, and has no stat', { listing: { mtime: undefined }, stat: 'unsupported' }, 'time'],
    [
      'size and time',
      { listing: { size: undefined, mtime: undefined }, stat: { size: undefined, mtime: undefined } },
      'size and its time',
    ],
  ])('is refused by name where it never tells the %s, of files that are wanted', async (_what, options, missing) => {
    const source = await openForTest(settingsOf(await start(options)));
    expect(await failureOf(source.list())).toMatchObject({
      code: 'SFTP_PROTOCOL_UNSUPPORTED',
      retryable: false,
      message: expect.stringContaining(`"file.zip" is new: the server omits its ${missing},`),
    });
    expect(await source.list((name) => name === 'other.zip')).toEqual([]);
  });

  it('distinguishes a folder from a file by the line of ls', async () => {
    const source = await openForTest(
      settingsOf(await start({ listing: { mode: undefined }, longname: 'drwxr-xr-x 2 x x 4096 Jan 1 10:00 file.zip' })),
    );
    expect(await source.list()).toEqual([]);
  });
});

describe('a login that is refused', () => {
  it.each<[ScriptedSftpOptions['login'], RegExp]>([
    ['password, then code', /the server accepted the password and asks for a second factor \("OTP:"\)/],
    ['code', /asks for a second factor \("Verification code:"\)/],
    ['expired', /the password has expired: the server asks for a new one/],
    ['nothing', /the server refused the password; check scp\.username and scp\.password/],
  ])('is told as what it is: %s', async (login, message) => {
    const server = await start(login === undefined ? {} : { login });
    const failure = await failureOf(openForTest(settingsOf(server)));
    expect(failure).toMatchObject({
      code: 'SFTP_AUTH_FAILED',
      retryable: false,
      message: expect.stringMatching(message),
    });
    expect(failure.whole).not.toContain(SCRIPTED_PASSWORD);
    // The password is sent only if it is what is asked for.
    expect(server.logins.filter((line) => line.startsWith('keyboard-interactive')).join()).not.toContain(
      SCRIPTED_PASSWORD,
    );
  });

  it('shows what the server said before it closed the connection', async () => {
    const server = await start({ banner: 'Closed for "maintenance"\r\nuntil Monday', login: 'hang up' });
    expect(await failureOf(openForTest(settingsOf(server)))).toMatchObject({
      code: 'SFTP_CONNECTION_LOST',
      message: expect.stringContaining('before the login was done; it says "Closed for maintenance until Monday"'),
    });
  });
});

describe('a server whose SFTP is off', () => {
  it('is refused at once and for good, whichever way it says so', async () => {
    for (const subsystem of ['refused', 'exits'] as const) {
      const server = await start({ subsystem });
      expect(await failureOf(openForTest(settingsOf(server)))).toMatchObject({
        code: 'SFTP_PROTOCOL_UNSUPPORTED',
        retryable: false,
        message: expect.stringContaining('the server has no SFTP'),
      });
    }
  });
});
