import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

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
  /** Goes to a list of choices, and takes the one of this text. */
  readonly choose: (list: Locator, text: string) => Promise<void>;
  /** Goes to the group of this radio button, and from there to itself. */
  readonly pick: (radio: Locator) => Promise<void>;
  /** Answers the open dialog by the button of this name. */
  readonly agree: (name: string) => Promise<void>;
}

export const keyboardOf = (page: Page): Keyboard => {
  const seen = (at: Locator) =>
    expect.poll(() => page.evaluate(FOCUS_IS_SEEN), { message: `the focus at ${String(at)} is seen` }).toBe(true);
  const reach = async (to: Locator): Promise<void> => {
    await to.waitFor();
    // What is disabled while something is read is passed over by the key.
    await expect.poll(() => to.isEnabled(), { message: `${String(to)} is enabled` }).toBe(true);
    const key = (await to.evaluate(isBefore)) ? 'Shift+Tab' : 'Tab';
    for (let presses = 0; presses < MOST_PRESSES; presses++) {
      if (await to.evaluate(HAS_FOCUS)) {
        // A window that has become smaller since may have it out of sight, until the next key.
        if (presses === 0) await to.scrollIntoViewIfNeeded();
        await seen(to);
        return;
      }
      await page.keyboard.press(key);
    }
    throw new Error(`The Tab key does not lead to ${String(to)}`);
  };
  const press: Keyboard['press'] = async (to) => {
    await reach(to);
    await page.keyboard.press('Enter');
  };
  return {
    reach,
    press,
    tick: async (to) => {
      await reach(to);
      await page.keyboard.press('Space');
    },
    write: async (to, text) => {
      await reach(to);
      await page.keyboard.press('Control+a');
      if (text === '') await page.keyboard.press('Delete');
      else await page.keyboard.insertText(text);
    },
    choose: async (list, text) => {
      await reach(list);
      const chosen = () => list.evaluate<string, unknown, Choosing>(({ selectedOptions: [one] }) => one?.text ?? '');
      await page.keyboard.press('Home');
      for (let presses = 0; presses < MOST_PRESSES && (await chosen()) !== text; presses++)
        await page.keyboard.press('ArrowDown');
      expect(await chosen()).toBe(text);
    },
    pick: async (radio) => {
      const group = await radio.getAttribute('name');
      const focused = () => page.evaluate<string>('document.activeElement.name ?? ""');
      await radio.waitFor({ state: 'attached' });
      for (let presses = 0; presses < MOST_PRESSES && (await focused()) !== group; presses++)
        await page.keyboard.press('Tab');
      await seen(radio);
      for (let presses = 0; presses < MOST_PRESSES && !(await radio.isChecked()); presses++)
        await page.keyboard.press('ArrowDown');
      expect(await radio.isChecked()).toBe(true);
    },
    agree: async (name) => {
      const dialog = page.getByRole('dialog');
      await press(dialog.getByRole('button', { name, exact: true }));
    },
  };
};

/** An outline, of the element itself or of the label that stands for it. */
const FOCUS_IS_SEEN = `(() => {
  const one = document.activeElement;
  const marked = [one, ...(one.labels ?? [])].some((each) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  });
  const { width, height, top, bottom } = one.getBoundingClientRect();
  return marked && width > 0 && height > 0 && bottom > 0 && top < innerHeight;
})()`;

const MOST_PRESSES = 300;

/** What is used of an element where the code stands in the browser. */
interface Focusable {
  readonly ownerDocument: { readonly activeElement: Focusable | null; readonly body: unknown };
  readonly compareDocumentPosition: (other: unknown) => number;
}

/** Whether it stands before what has the focus. */
const isBefore = (element: Focusable): boolean => {
  const { activeElement: focused, body } = element.ownerDocument;
  return focused !== null && focused !== body && (focused.compareDocumentPosition(element) & 2) !== 0;
};

/** Whether it has the focus, where its code stands in the browser. */
export const HAS_FOCUS = (element: Focusable): boolean => element === element.ownerDocument.activeElement;

interface Choosing {
  readonly selectedOptions: readonly { readonly text: string }[];
}
