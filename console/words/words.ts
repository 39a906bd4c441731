import { computed, signal } from '@preact/signals';
import { de } from './de.js';
import type { Words } from './en.js';
import { en } from './en.js';

export const languages: Readonly<Record<string, Words>> = { en, de };

const KEPT = 'stevedore-language';

const kept = (): string | null => {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
};

const first = (): string => {
  const asked = [kept() ?? '', ...navigator.languages].map((one) => one.slice(0, 2));
  return asked.find((one) => languages[one] !== undefined) ?? 'en';
};

export const language = signal(first());
document.documentElement.lang = language.value;

export const setLanguage = (code: string): void => {
  if (languages[code] === undefined) return;
  language.value = code;
  document.documentElement.lang = code;
  try {
    localStorage.setItem(KEPT, code);
  } catch {
    // Without it the choice holds until the page is closed.
  }
};

/** How figures and times are written: as the browser wants it, where that is of the language that is chosen. */
export const locale = computed(
  () => navigator.languages.find((one) => one.split('-')[0] === language.value) ?? language.value,
);

const words = computed(() => languages[language.value] ?? en);

/** The words of the language that is chosen. */
export const w = (): Words => words.value;
