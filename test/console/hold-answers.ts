import type { Page, Request } from 'playwright-core';
import { expect } from 'vitest';

/** Answers that a slow network brings later than others. */
export interface HeldAnswers {
  /** Waits until so many are held, in all; each is what the server said when it was asked. */
  readonly are: (count: number) => Promise<void>;
  /** Hands on one of them, counted from 0, and waits until the page has taken it. */
  readonly release: (at: number) => Promise<void>;
  /** Hands on all that are held; nothing is held any more. */
  readonly end: () => Promise<void>;
}

/** Holds the answers to some requests back, after so many that are not. */
export const holdAnswers = async (
  page: Page,
  matches: (path: string, request: Request) => boolean,
  { after = 0 }: { readonly after?: number } = {},
): Promise<HeldAnswers> => {
  const held: (() => void)[] = [];
  let asked = 0;
  let isOver = false;
  const isOurs = (url: URL): boolean => !isOver && url.pathname !== '/health';
  await page.route(isOurs, async (route) => {
    const url = new URL(route.request().url());
    if (!matches(url.pathname + url.search, route.request()) || asked++ < after) return route.fallback();
    const answer = await route.fetch();
    const body = await answer.body();
    if (!isOver) await new Promise<void>((go) => held.push(go));
    // Its page may have been left.
    await route.fulfill({ response: answer, body }).catch(() => undefined);
  });
  return {
    are: async (count) => {
      await expect.poll(() => held.length, { message: 'answers that are held' }).toBeGreaterThanOrEqual(count);
    },
    release: async (at) => {
      const answered = page.waitForEvent('requestfinished', (request) =>
        matches(new URL(request.url()).pathname + new URL(request.url()).search, request),
      );
      held[at]?.();
      await answered;
      await drawn(page);
    },
    end: async () => {
      isOver = true;
      for (const go of held) go();
      await drawn(page);
    },
  };
};

/** Waits until the page has drawn what has come. */
export const drawn = (page: Page): Promise<unknown> =>
  page.evaluate(
    `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))`,
  );
