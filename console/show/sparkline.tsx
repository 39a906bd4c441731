/** The course of a figure, the oldest at the left, without axes. The label says it in words. */
export const Sparkline = ({ values, label }: { readonly values: readonly number[]; readonly label: string }) => {
  if (values.length < 2) return null;
  const most = Math.max(...values);
  const least = Math.min(...values);
  const x = (at: number): number => (WIDTH * at) / (values.length - 1);
  // What never changes is a line in the middle.
  const y = (value: number): number =>
    most === least ? HEIGHT / 2 : HEIGHT - (HEIGHT * (value - least)) / (most - least);
  const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
  return (
    <svg class="sparkline" viewBox={`-2 -3 ${WIDTH + 4} ${HEIGHT + 6}`} role="img" aria-label={label}>
      <title>{label}</title>
      <polyline points={points.join(' ')} />
      <circle cx={WIDTH} cy={y(values.at(-1) ?? 0)} r="2.25" />
    </svg>
  );
};

const WIDTH = 96;
const HEIGHT = 18;
