/** The options of the dump tools that change how a dump is written, each of them one way to write the same. */
export const OPTIONS = [
  '--hex-blob',
  '--complete-insert',
  '--skip-extended-insert',
  '--skip-opt',
  '--single-transaction',
  '--routines',
  '--events',
  '--databases',
  '--tz-utc=0',
  '--compact',
] as const;

export type DumpOption = (typeof OPTIONS)[number];

/**
 * Seven lists of options that cover, for every two options, both together, each without the other, and neither: the
 * first list is empty, and each option is in four of the other six, never two options in the same four (Kleitman and
 * Spencer).
 */
export const PAIRWISE: readonly (readonly DumpOption[])[] = (() => {
  const fours = Array.from({ length: 64 }, (_, bits) => bits).filter(
    (bits) => [0, 1, 2, 3, 4, 5].filter((bit) => (bits >> bit) & 1).length === 4,
  );
  return [
    [],
    ...[0, 1, 2, 3, 4, 5].map((row) => OPTIONS.filter((_, index) => (((fours[index] as number) >> row) & 1) === 1)),
  ];
})();
