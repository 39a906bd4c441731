import type { Locator, Page } from 'playwright-core';

/** A person without a mouse. */
export interface Keyboard {
  /** Goes there by the Tab key alone. */
  readonly reach: (to: Locator) => Promise<void>;
  /** Goes there, and presses Enter. */
  readonly press: (to: Locator) => Promise<void>;
  /** Goes there, and presses the space bar. */
  readonly tick: (to: Locator) => Promise<void>;
  /** Goes there, and writes in place of what stands there. */
  readonly write: (to: Locator, text: string) => Promise<void>;
}

export const keyboardOf = (page: Page): Keyboard => {
  const reach = async (to: Locator): Promise<void> => {
    await to.waitFor({ state: 'attached' });
    for (let presses = 0; presses < MOST_PRESSES; presses++) {
      if (await to.evaluate((element: Focusable) => element === element.ownerDocument.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`The Tab key does not lead to ${String(to)}`);
  };
  return {
    reach,
    press: async (to) => {
      await reach(to);
      await page.keyboard.press('Enter');
    },
    tick: async (to) => {
      await reach(to);
      await page.keyboard.press('Space');
    },
    write: async (to, text) => {
      await reach(to);
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(text);
    },
  };
};

const MOST_PRESSES = 300;

/** What is used of an element where the code stands in the browser. */
interface Focusable {
  readonly ownerDocument: { readonly activeElement: unknown };
}
