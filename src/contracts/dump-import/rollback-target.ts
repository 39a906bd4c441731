import { StevedoreError } from '../errors.js';
import type { StandingGenerations } from './generation.js';
import { ORIGINAL_GENERATION } from './target-names.js';

export interface RollbackTarget {
  readonly generation: number;
  /** Where it stands: `prev_<db>` is 1. Absent for what was there before the first import. */
  readonly age?: number;
}

/**
 * The generation that a rollback brings back: the one asked for, else the one that was live last, else what was there
 * before the first import. Throws ROLLBACK_IMPOSSIBLE, saying what there is instead.
 */
export const chooseRollbackTarget = (
  pipeline: string,
  { live, kept, broken = [], pinned }: StandingGenerations,
  to?: number,
): RollbackTarget => {
  const refuse = (state: string) =>
    new StevedoreError('ROLLBACK_IMPOSSIBLE', `Cannot roll back "${pipeline}": ${state}`, {
      details: { pipeline, ...(to === undefined ? {} : { to }) },
    });
  if (live === undefined) throw refuse('nothing that Stevedore has published is live');
  if (to === live.generation) throw refuse(`generation ${to} is live already`);
  const original = isOriginalKept({ live, pinned });
  const there = [...kept.map(({ generation }) => generation), ...(original ? [ORIGINAL_GENERATION] : [])];
  const instead = there.length === 0 ? 'nothing else is kept' : `there is ${there.join(', ')}`;
  // Whoever wants the one before does not want the one before that.
  const lost =
    to === undefined
      ? broken.find(({ age }) => age < (kept[0]?.age ?? Infinity))
      : broken.find(({ generation }) => generation === to);
  if (lost !== undefined)
    throw refuse(`generation ${lost.generation} cannot be brought back: ${lost.reason}; ${instead}`);
  const wanted = to === undefined ? kept[0] : kept.find(({ generation }) => generation === to);
  if (wanted !== undefined) return { generation: wanted.generation, age: wanted.age };
  if (original && (to === undefined || to === ORIGINAL_GENERATION)) return { generation: ORIGINAL_GENERATION };
  const absent = live.databases.find((database) => !pinned.includes(database));
  if (
    pinned.length > 0 &&
    absent !== undefined &&
    live.generation !== ORIGINAL_GENERATION &&
    (to ?? ORIGINAL_GENERATION) === ORIGINAL_GENERATION
  ) {
    throw refuse(
      `what stood before the first import is not whole: there are no tables of "${absent}" to go back to; ${instead}`,
    );
  }
  if (there.length === 0) throw refuse('there is nothing to go back to; no earlier generation is kept');
  throw refuse(`generation ${to ?? ''} is not kept; ${instead}`);
};

/**
 * Whether what was there before the first import can come back: it is not live, and every live database has something
 * pinned.
 */
export const isOriginalKept = ({ live, pinned }: Pick<StandingGenerations, 'live' | 'pinned'>): boolean =>
  live !== undefined &&
  live.generation !== ORIGINAL_GENERATION &&
  live.databases.every((database) => pinned.includes(database));
