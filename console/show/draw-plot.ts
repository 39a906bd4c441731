import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** Points of a figure over time. */
export interface PlotData {
  /** Seconds since 1970, rising. */
  readonly times: readonly number[];
  /** null: not known. */
  readonly values: readonly (number | null)[];
  /** How a value is written. */
  readonly write: (value: number) => string;
  /** How a time is written. */
  readonly writeTime: (seconds: number) => string;
  /** @default a line */
  readonly bars?: boolean;
}

export interface Drawn {
  readonly change: (data: PlotData) => void;
  readonly remove: () => void;
}

const HEIGHT = 170;

/** Draws into an element, in the colours of the page, as wide as the element is. */
export const drawPlot = (place: HTMLElement, first: PlotData): Drawn => {
  let data = first;
  let plot: UPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    plot = new UPlot(optionsOf(place, data), alignedOf(data), place);
  };
  const resized = new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT }));
  const colours = matchMedia('(prefers-color-scheme: dark)');
  draw();
  resized.observe(place);
  // A canvas keeps the colours that it was drawn in.
  colours.addEventListener('change', draw);
  return {
    change: (next) => {
      data = next;
      draw();
    },
    remove: () => {
      resized.disconnect();
      colours.removeEventListener('change', draw);
      plot?.destroy();
    },
  };
};

const alignedOf = ({ times, values }: PlotData): UPlot.AlignedData => [[...times], [...values]];

const optionsOf = (place: HTMLElement, { write, writeTime, bars = false }: PlotData): UPlot.Options => {
  const colour = (name: string): string => getComputedStyle(place).getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 0.5 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  const { bars: barPaths } = UPlot.paths;
  return {
    width: Math.max(200, place.clientWidth),
    height: HEIGHT,
    padding: [10, 28, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true, ...(bars ? { range: widened } : {}) }, y: { range: fromNothing } },
    axes: [
      { ...axis, space: 110, values: (_, splits) => splits.map(writeTime).map(unlessBefore) },
      { ...axis, size: 72, values: (_, splits) => splits.map(write) },
    ],
    series: [
      {},
      {
        stroke: colour('--accent'),
        width: 2,
        ...(bars && barPaths !== undefined
          ? { fill: colour('--accent'), paths: barPaths({ size: [0.6, 28], radius: 0.15 }) }
          : {}),
        points: { show: !bars, size: 5 },
        spanGaps: true,
      },
    ],
  };
};

/** A time that is written like the one before it says nothing more. */
const unlessBefore = (text: string, at: number, all: readonly string[]): string => (text === all[at - 1] ? '' : text);

/** The first and the last bar are whole. */
const widened = (_: UPlot, least: number, most: number): [number, number] => {
  const more = Math.max(60, (most - least) / 20);
  return [least - more, most + more];
};

const fromNothing = (_: UPlot, __: number, most: number): [number, number] => [0, most > 0 ? most * 1.1 : 1];
