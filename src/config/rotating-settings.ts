/**
 * Secrets that are kept in files can be changed while a worker runs.
 *
 * 1. What begins after a file has changed has the new secret; what is under way goes on with the one it began with.
 * 2. Only secrets change: the configuration itself is the one that the program was started with.
 * 3. Where the files cannot be used, the secrets of before stay, and that is told once for each change.
 */
import { statSync } from 'node:fs';
import type { Settings } from '../contracts/settings.js';

export interface RotationEvents {
  readonly onRead: (settings: Settings) => void;
  readonly onRefused: (error: unknown) => void;
}

type Steps = Record<string, (...args: never[]) => Promise<unknown>>;

export interface RotatingSettings {
  /** As they are now; the same object as long as no file has changed. */
  current(): Settings;
  /** Functions that work with the settings as they are when they are called. */
  activities<T extends Steps>(create: (settings: Settings) => T): T;
}

/** Settings whose secrets are read again, by `readAgain`, when one of their files has changed. */
export const createRotatingSettings = (
  started: Settings,
  readAgain: () => Settings,
  { onRead, onRefused }: RotationEvents,
): RotatingSettings => {
  let settings = started;
  let seen = stampOf(started.secretFiles);
  const current = (): Settings => {
    const stamp = stampOf(settings.secretFiles);
    if (stamp === seen) return settings;
    seen = stamp;
    try {
      settings = readAgain();
      onRead(settings);
    } catch (error) {
      onRefused(error);
    }
    return settings;
  };
  return {
    current,
    activities: (create) => {
      let made = { of: settings, steps: create(settings) };
      const latest = () => {
        const now = current();
        if (made.of !== now) made = { of: now, steps: create(now) };
        return made.steps;
      };
      const step =
        (name: string) =>
        (...args: never[]): Promise<unknown> =>
          latest()[name]?.(...args) ?? Promise.reject(new Error(`There is no activity "${name}"`));
      return Object.fromEntries(Object.keys(made.steps).map((name) => [name, step(name)])) as typeof made.steps;
    },
  };
};

/** Changes whenever one of the files does, and when another file takes its place. */
const stampOf = (files: readonly string[]): string =>
  files
    .map((file) => {
      const facts = statSync(file, { throwIfNoEntry: false });
      return facts === undefined ? '-' : `${facts.dev}:${facts.ino}:${facts.size}:${facts.mtimeMs}`;
    })
    .join(' ');
