import type { RunSnapshot } from './run-snapshot.js';

/** What a run's memo may hold, in bytes of JSON. */
export const MEMO_BYTES = 2_048;

/**
 * The snapshot as the memo can hold it: one that is too long loses, until it fits, the ends of its long texts, then the
 * ends of the longest lists of `detail`, then `detail`, and at last the warnings and the blockers of its wait. What is
 * cut is whole in the store.
 */
export const fitSnapshot = (snapshot: RunSnapshot): RunSnapshot => {
  if (fits(snapshot)) return snapshot;
  const { detail, ...rest } = withShortTexts(snapshot, LONG_TEXT);
  let head: RunSnapshot = rest;
  if (!fits(head)) head = withShortTexts(withoutLists(head), SHORT_TEXT);
  for (let cut = detail; cut !== undefined; cut = halveLongest(cut)) {
    const cutDown = { ...head, detail: cut };
    if (fits(cutDown)) return cutDown;
  }
  return head;
};

const LONG_TEXT = 300;
/** A text of so many characters takes at most six times as many bytes. */
const SHORT_TEXT = 60;

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

const fits = (value: unknown): boolean => bytesOf(value) <= MEMO_BYTES;

const withShortTexts = (snapshot: RunSnapshot, most: number): RunSnapshot => {
  const { step, wait, lastFailure, warnings } = snapshot;
  const short = (text: string): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  return {
    ...snapshot,
    step: short(step),
    ...(wait === undefined ? {} : { wait: { ...wait, reason: short(wait.reason) } }),
    ...(lastFailure === undefined ? {} : { lastFailure: { ...lastFailure, message: short(lastFailure.message) } }),
    ...(warnings === undefined ? {} : { warnings: warnings.map(short) }),
  };
};

const withoutLists = ({ warnings: _, wait, ...rest }: RunSnapshot): RunSnapshot => {
  if (wait === undefined) return rest;
  const { blockers: __, ...head } = wait;
  return { ...rest, wait: head };
};

/** The same with the longest list in it cut to its first half; undefined where there is none to cut. */
const halveLongest = (value: unknown): unknown => {
  const lists: (readonly unknown[])[] = [];
  const collect = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if (Array.isArray(part) && part.length > 0) lists.push(part);
    for (const inner of Object.values(part)) collect(inner);
  };
  collect(value);
  const [longest] = lists.toSorted((a, b) => bytesOf(b) - bytesOf(a));
  if (longest === undefined) return undefined;
  const copy = (part: unknown): unknown => {
    if (part === longest) return longest.slice(0, Math.floor(longest.length / 2)).map(copy);
    if (Array.isArray(part)) return part.map(copy);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, copy(inner)]));
  };
  return copy(value);
};
