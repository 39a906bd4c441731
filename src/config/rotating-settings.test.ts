import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAgain, readSettings } from './read-settings.js';
import { createRotatingSettings } from './rotating-settings.js';

let folder: string;
let config: string;
let secret: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rotating-'));
  [config, secret] = [join(folder, 'stevedore.yaml'), join(folder, 'password')];
  writeFileSync(secret, 'first-password\n');
  writeFileSync(
    config,
    `store: { url: "postgres://a:b@127.0.0.1/x" }
connections: { main: { kind: postgres, host: 127.0.0.1, database: app, user: app, password: "\${file:${secret}}" } }`,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const passwordOf = ({ connections: [main] }: ReturnType<typeof readSettings>): string =>
  main?.kind === 'postgres' ? main.account.password : '';

/** As an orchestrator does it: another file takes the place of the one before. */
const replace = (text: string): void => {
  writeFileSync(`${secret}.new`, text);
  renameSync(`${secret}.new`, secret);
};

describe('secrets that are kept in files', () => {
  const start = () => {
    const events = { onRead: vi.fn(), onRefused: vi.fn() };
    const started = readSettings(config, {});
    return { events, started, rotating: createRotatingSettings(started, readAgain(config, {}), events) };
  };

  it('are read without their last line end, and again once the file has changed', () => {
    const { events, started, rotating } = start();
    expect(passwordOf(started)).toBe('first-password');
    expect(rotating.current()).toBe(started);
    replace('second-password');
    expect(passwordOf(rotating.current())).toBe('second-password');
    expect(rotating.current()).toBe(rotating.current());
    expect(events.onRead).toHaveBeenCalledTimes(1);
  });

  it('stay those of before where the file is gone or empty, which is told once', () => {
    const { events, rotating } = start();
    for (const change of [() => replace(''), () => rmSync(secret)]) {
      change();
      expect(passwordOf(rotating.current())).toBe('first-password');
      expect(passwordOf(rotating.current())).toBe('first-password');
    }
    expect(events.onRefused).toHaveBeenCalledTimes(2);
    expect(String(events.onRefused.mock.calls[0]?.[0])).not.toContain('password:');
    replace('third-password');
    expect(passwordOf(rotating.current())).toBe('third-password');
  });

  it('are all that changes: what else the configuration says needs a restart', () => {
    const { rotating } = start();
    writeFileSync(config, 'this is: [no configuration');
    replace('second-password');
    expect(passwordOf(rotating.current())).toBe('second-password');
  });

  it('reach the activities that begin after the change, and none that is under way', async () => {
    const { rotating } = start();
    let release = (): void => undefined;
    const activities = rotating.activities((settings) => ({
      first: async () => {
        await new Promise<void>((resolve) => (release = resolve));
        return passwordOf(settings);
      },
      second: () => Promise.resolve(passwordOf(settings)),
    }));
    const underWay = activities.first();
    replace('second-password');
    expect(await activities.second()).toBe('second-password');
    release();
    expect(await underWay).toBe('first-password');
  });
});

it('a file that cannot be read, or is empty, is a problem of the configuration that names it', () => {
  rmSync(secret);
  expect(() => readSettings(config, {})).toThrow(/needs the file ".*password", which cannot be read \(ENOENT\)/);
  writeFileSync(secret, '\n');
  expect(() => readSettings(config, {})).toThrow(/which is empty/);
});
