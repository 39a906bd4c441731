import type { JSHandle, Page } from 'playwright-core';

/** What a browser hands over when somebody drops a file. */
export const droppedFile = (page: Page, name: string, content: Buffer): Promise<JSHandle> =>
  page.evaluateHandle(
    ({ name: named, base64 }) => {
      const { DataTransfer, File, atob } = globalThis as unknown as BrowserWindow;
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], named));
      return transfer;
    },
    { name, base64: content.toString('base64') },
  );

/** What is used of the browser's globals where its code stands in this file. */
interface BrowserWindow {
  readonly DataTransfer: new () => { readonly items: { add: (file: object) => void } };
  readonly File: new (parts: readonly Uint8Array[], name: string) => object;
  readonly atob: (text: string) => string;
}
