/** Drawn, because no font has them all; on a grid of 16. */
const SHAPES = {
  pause: 'M5 3v10M11 3v10',
  play: 'M5 3l8 5-8 5z',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  stop: 'M4 4h8v8H4z',
  dash: 'M4 8h8',
  clock: 'M8 2a6 6 0 1 0 .01 0M8 5v3.5l2.5 1.5',
  warn: 'M8 2.5l6 11H2zM8 6.5v3M8 11.6v.1',
  unknown: 'M5.5 6a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.5M8 12.6v.1',
} as const;

export type IconName = keyof typeof SHAPES;

/** A sign beside a word, which says the same: it is not read out. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d={SHAPES[name]} />
  </svg>
);
