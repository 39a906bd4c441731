import type { OpenConsole } from './open-console.js';

/** Signs in by a key, at any page of the console. */
export const signIn = async ({ page }: OpenConsole, key: string): Promise<void> => {
  await page.getByLabel('API key').fill(key);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
};
