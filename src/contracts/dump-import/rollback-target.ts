import { StevedoreError } from '../errors.js';
import type { StandingGenerations } from './generation.js';
import { ORIGINAL_GENERATION } from './target-names.js';

export interface RollbackTarget {
  readonly generation: number;
  /** Its place: `prev_<db>` is 1. Absent for the state before the first import. */
  readonly age?: number;
}

/**
 * Returns the generation that a rollback brings back: the requested one, or the last live one, or the state before the
 * first import. Throws ROLLBACK_IMPOSSIBLE, which names what there is instead.
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
  if (live === undefined) throw refuse('no generation published by Stevedore is live');
  if (to === live.generation) throw refuse(`generation ${to} is live already`);
  const original = isOriginalKept({ live, pinned });
  const there = [...kept.map(({ generation }) => generation), ...(original ? [ORIGINAL_GENERATION] : [])];
  const instead = there.length === 0 ? 'nothing else is kept' : `there is ${there.join(', ')}`;
  // Someone who wants the previous generation does not want an older one instead.
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
      `the state before the first import is incomplete: there are no tables of "${absent}" to go back to; ${instead}`,
    );
  }
  if (there.length === 0) throw refuse('there is nothing to go back to; no earlier generation is kept');
  throw refuse(`generation ${to ?? ''} is not kept; ${instead}`);
};

/**
 * Whether the state before the first import can come back: it is not live, and every live database has something
 * pinned.
 */
export const isOriginalKept = ({ live, pinned }: Pick<StandingGenerations, 'live' | 'pinned'>): boolean =>
  live !== undefined &&
  live.generation !== ORIGINAL_GENERATION &&
  live.databases.every((database) => pinned.includes(database));
