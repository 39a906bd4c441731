import { createHash } from 'node:crypto';
import type { PageState } from './next-page.js';

/**
 * Knows states and pages that come again, also A-B-A: a service that does not advance would never end, or give the
 * same records as if they were others.
 */
export class SeenPages {
  private readonly states = new Set<string>();
  private readonly pages = new Set<string>();

  /** Whether the state is new; it is known from here on. */
  addState(state: PageState): boolean {
    return isNew(this.states, hashOf([JSON.stringify(state)]));
  }

  /** Whether a page with this hash is new; it is known from here on. */
  addPage(hash: string): boolean {
    return isNew(this.pages, hash);
  }
}

/** Of the texts of a page's items. */
export const hashOf = (texts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\n');
  return hash.digest('base64url').slice(0, 27);
};

const isNew = (set: Set<string>, entry: string): boolean => set.size < set.add(entry).size;
