import { signal } from '@preact/signals';
import type { Problem } from '../../api/ask.js';
import { ask, problemOf } from '../../api/ask.js';
import type { RejectJson, RejectPageJson } from '../../api/types.js';
import { toRun } from '../../shell/route.js';
import { w } from '../../words/words.js';

/** A reason that many records have in common. */
export type RejectGroup = Pick<RejectPageJson['groups'][number], 'code' | 'column'>;

/**
 * The rejects of a run, those of one reason or all, page after page.
 *
 * 1. A record that was mended or dismissed stays where it is on the page until the page is read again, so that what
 *    one works on does not jump away.
 * 2. What is answered late, to a choice that holds no more, is not shown; what was on its way while a record was
 *    changed may not know of it, and is asked for once more.
 * 3. Where the next page begins is known of the choice that is shown: more is read of no other.
 */
export const createRejects = (runId: string) => {
  const path = `/api/v1/runs/${encodeURIComponent(runId)}/rejects`;
  const page = signal<RejectPageJson | undefined>(undefined);
  const problem = signal<Problem | undefined>(undefined);
  const group = signal<RejectGroup | undefined>(undefined);
  const onlyOpen = signal(true);
  /** What was done last, for whoever does not see it. */
  const told = signal('');
  let asked = 0;
  let changes = 0;
  /** Whether what is shown is of what is chosen. */
  let isOfNow = false;

  const query = (after?: string): string => {
    const { code, column } = group.value ?? {};
    const given = {
      limit: '50',
      ...(onlyOpen.value ? { state: 'open' } : {}),
      ...(code === undefined ? {} : { code }),
      ...(column == null ? {} : { column }),
      ...(after === undefined ? {} : { after }),
    };
    return new URLSearchParams(given).toString();
  };

  const read = async (after?: string): Promise<void> => {
    const mine = ++asked;
    const before = changes;
    try {
      const found = await ask<RejectPageJson>(`${path}?${query(after)}`);
      if (mine !== asked) return;
      if (before !== changes) return read(after);
      isOfNow = true;
      const first = after === undefined ? [] : (page.value?.rejects ?? []);
      page.value = { ...found, rejects: [...first, ...found.rejects] };
      problem.value = undefined;
    } catch (error) {
      if (mine === asked) problem.value = problemOf(error);
    }
  };

  /** Throws `Problem`. */
  const change = async (n: string, body: { raw?: string; state?: 'open' | 'dismissed' }): Promise<void> => {
    const changed = await ask<RejectJson>(`${path}/${encodeURIComponent(n)}`, { method: 'PATCH', body });
    changes++;
    const known = page.value;
    if (known === undefined) return;
    const before = known.rejects.find((one) => one.n === n);
    const by = (state: string): number => Number(changed.state === state) - Number(before?.state === state);
    const { counts } = known;
    page.value = {
      ...known,
      rejects: known.rejects.map((one) => (one.n === n ? changed : one)),
      counts: {
        open: counts.open + by('open'),
        replayed: counts.replayed + by('replayed'),
        dismissed: counts.dismissed + by('dismissed'),
      },
      groups: known.groups.map((one) => (hasReason(changed, one) ? { ...one, open: one.open + by('open') } : one)),
    };
    const words = w().tables.rejects;
    const line = String(changed.line);
    if (body.raw !== undefined) told.value = words.saved(line);
    else told.value = body.state === 'dismissed' ? words.dismissedOne(line) : words.reopened(line);
  };

  return {
    ...{ page, problem, group, onlyOpen, told, path },
    read: () => read(),
    readMore: async (): Promise<void> => {
      if (isOfNow) await read(page.value?.next ?? undefined);
    },
    choose: (chosen: RejectGroup | undefined): void => {
      group.value = chosen;
      isOfNow = false;
      void read();
    },
    showOnlyOpen: (only: boolean): void => {
      onlyOpen.value = only;
      isOfNow = false;
      void read();
    },
    mend: (n: string, raw: string) => change(n, { raw }),
    setState: (n: string, state: 'open' | 'dismissed') => change(n, { state }),
    /** Begins the replay; gives the address of its run. Throws `Problem`. */
    replay: async (): Promise<string> => {
      const { run_id: id } = await ask<{ run_id: string }>(`${path}/replay`, {
        method: 'POST',
        body: { by: 'console' },
      });
      return toRun(id);
    },
  };
};

export type Rejects = ReturnType<typeof createRejects>;

const hasReason = ({ reasons }: RejectJson, { code, column }: RejectGroup): boolean =>
  reasons.some((reason) => reason.code === code && reason.column === column);
