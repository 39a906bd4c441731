import type { ApiDeps } from '../deps.js';
import { inTime } from '../request/in-time.js';
import type { DependencyState } from './watch-dependencies.js';

export interface Versions {
  readonly stevedore: string;
  readonly node: string;
  readonly temporal: string | null;
  readonly store: string | null;
}

/** What answers, and in which version: a server is asked at most once in ten minutes, and not while it is away. */
export const createVersionReader = ({
  runs,
  store,
  version,
}: Pick<ApiDeps, 'runs' | 'store'> & { readonly version: string }) => {
  const asked = {
    temporal: remember(() => runs.serverVersion()),
    store: remember(async () => (await inTime(store.survey(), SURVEY_LIMIT_MS)).server),
  };
  return async (states: readonly DependencyState[]): Promise<Versions> => {
    const isUp = (name: string): boolean => states.some((one) => one.name === name && one.state === 'ok');
    const [temporal, stored] = await Promise.all([
      isUp('temporal') ? asked.temporal() : null,
      isUp('store') ? asked.store() : null,
    ]);
    return { stevedore: version, node: process.versions.node, temporal, store: stored };
  };
};

/** Null where it cannot be read; the next call tries again. */
const remember = (read: () => Promise<string>): (() => Promise<string | null>) => {
  let known: { readonly text: string; readonly at: number } | undefined;
  return async () => {
    if (known !== undefined && performance.now() - known.at < HOLDS_MS) return known.text;
    const text = await read().catch(() => undefined);
    if (text === undefined) return null;
    known = { text, at: performance.now() };
    return text;
  };
};

const HOLDS_MS = 600_000;
const SURVEY_LIMIT_MS = 2_000;
