/**
 * Makes an SVG of boxes and arrows from lines of text:
 *
 *     title What readers of the page hear instead of seeing it
 *     box api = HTTP API / second line
 *     outside sftp = SFTP server          (not a part of the product)
 *     row sftp api                        (rows stand below each other, in their order)
 *     api -> sftp: label
 */
export const diagramSvg = (source: string): string => {
  const { title, boxes, rows, arrows } = read(source);
  const placed = place(boxes, rows);
  const width = Math.max(...[...placed.values()].map(({ x, width: w }) => x + w)) + MARGIN;
  const height = Math.max(...[...placed.values()].map(({ y }) => y + BOX_HEIGHT)) + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${text(title)}</title>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>',
    ...linesOf(arrows, placed),
    ...[...placed.values()].flatMap(boxSvg),
    '</svg>',
    '',
  ].join('\n');
};

interface Box {
  readonly name: string;
  readonly lines: readonly string[];
  readonly outside: boolean;
}

interface Placed extends Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly row: number;
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

const MARGIN = 16;
const BOX_HEIGHT = 56;
const ROW_GAP = 62;
const COLUMN_GAP = 36;
const LETTER = 7.4;

/** As the reader's system has it, light or dark. */
const STYLE = [
  'text{font:13px system-ui,sans-serif;fill:#1f2328;text-anchor:middle}.small{font-size:12px;fill:#59636e}',
  '.box{fill:#f6f8fa;stroke:#59636e}.outside{fill:#fff;stroke-dasharray:4 3}.line{fill:none;stroke:#59636e}.head{fill:#59636e}',
  '.behind{fill:none;stroke:#fff;stroke-width:4;paint-order:stroke}',
  '@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.small{fill:#9198a1}.box{fill:#151b23;stroke:#9198a1}.outside{fill:#0d1117}',
  '.line{stroke:#9198a1}.head{fill:#9198a1}.behind{stroke:#0d1117}}',
].join('');

const read = (source: string) => {
  const boxes = new Map<string, Box>();
  const rows: string[][] = [];
  const arrows: Arrow[] = [];
  let title = '';
  for (const line of source.split('\n').map((one) => one.trim())) {
    const box = /^(box|outside) (\S+) = (.+)$/.exec(line);
    const arrow = /^(\S+) -> (\S+?)(?:: (.+))?$/.exec(line);
    if (line.startsWith('title ')) title = line.slice(6);
    else if (line.startsWith('row ')) rows.push(line.slice(4).split(/\s+/));
    else if (box !== null) {
      const [, kind, name = '', words = ''] = box;
      boxes.set(name, { name, lines: words.split(' / '), outside: kind === 'outside' });
    } else if (arrow !== null) {
      const [, from = '', to = '', label = ''] = arrow;
      arrows.push({ from, to, label });
    } else if (line !== '' && !line.startsWith('#')) throw new Error(`Cannot read the line "${line}" of a diagram`);
  }
  if (title === '') throw new Error('A diagram has no title');
  return { title, boxes, rows, arrows };
};

const place = (boxes: ReadonlyMap<string, Box>, rows: readonly (readonly string[])[]): Map<string, Placed> => {
  const widthOf = ({ lines }: Box) => Math.round(Math.max(...lines.map(({ length }) => length)) * LETTER + 24);
  const found = (name: string): Box => {
    const box = boxes.get(name);
    if (box === undefined) throw new Error(`A row of a diagram has an unknown box "${name}"`);
    return box;
  };
  const widths = rows.map((row) =>
    row.reduce((sum, name) => sum + widthOf(found(name)), (row.length - 1) * COLUMN_GAP),
  );
  const widest = Math.max(...widths);
  const placed = new Map<string, Placed>();
  rows.forEach((row, at) => {
    let x = MARGIN + Math.round((widest - (widths[at] ?? 0)) / 2);
    for (const name of row) {
      const box = found(name);
      const width = widthOf(box);
      placed.set(name, { ...box, x, y: MARGIN + at * (BOX_HEIGHT + ROW_GAP), width, row: at });
      x += width + COLUMN_GAP;
    }
  });
  return placed;
};

const boxSvg = ({ lines, outside, x, y, width }: Placed): string[] => [
  `<rect class="box${outside ? ' outside' : ''}" x="${x}" y="${y}" width="${width}" height="${BOX_HEIGHT}" rx="6"/>`,
  ...lines.map(
    (line, at) =>
      `<text${at === 0 ? '' : ' class="small"'} x="${x + width / 2}" y="${y + BOX_HEIGHT / 2 + 4 + (at - (lines.length - 1) / 2) * 17}">${text(line)}</text>`,
  ),
];

/** Arrows of one side of a box leave and meet it beside each other. */
const linesOf = (arrows: readonly Arrow[], placed: ReadonlyMap<string, Placed>): string[] => {
  const boxOf = (name: string): Placed => {
    const box = placed.get(name);
    if (box === undefined) throw new Error(`An arrow of a diagram has an unknown box "${name}"`);
    return box;
  };
  const ends = new Map<string, number[]>();
  const middle = ({ x, width }: Placed) => x + width / 2;
  const vertical = arrows.filter(({ from, to }) => boxOf(from).row !== boxOf(to).row);
  const sideOf = (box: Placed, other: Placed) => `${box.name} ${box.row < other.row ? 'below' : 'above'}`;
  for (const { from, to } of vertical) {
    for (const [box, other] of [
      [boxOf(from), boxOf(to)],
      [boxOf(to), boxOf(from)],
    ] as const)
      ends.set(
        sideOf(box, other),
        [...(ends.get(sideOf(box, other)) ?? []), middle(other)].sort((a, b) => a - b),
      );
  }
  const taken = new Map<string, number>();
  const pointOf = (box: Placed, other: Placed): number => {
    const side = sideOf(box, other);
    const all = ends.get(side) ?? [];
    const key = `${side} ${middle(other)}`;
    const again = taken.get(key) ?? 0;
    taken.set(key, again + 1);
    return Math.round(box.x + (box.width * (all.indexOf(middle(other)) + again + 1)) / (all.length + 1));
  };
  return arrows.flatMap(({ from, to, label }) => {
    const [a, b] = [boxOf(from), boxOf(to)];
    if (a.row === b.row) {
      const right = a.x < b.x;
      const y = a.y + BOX_HEIGHT / 2;
      const [x1, x2] = right ? [a.x + a.width, b.x - 1] : [a.x, b.x + b.width + 1];
      return [arrowSvg(`M${x1} ${y}H${x2}`), ...labelSvg(label, (x1 + x2) / 2, y - 6)];
    }
    const down = a.row < b.row;
    const [x1, x2] = [pointOf(a, b), pointOf(b, a)];
    const [y1, y2] = down ? [a.y + BOX_HEIGHT, b.y - 1] : [a.y, b.y + BOX_HEIGHT + 1];
    const turn = down ? b.y - ROW_GAP / 2 : b.y + BOX_HEIGHT + ROW_GAP / 2;
    const path = x1 === x2 ? `M${x1} ${y1}V${y2}` : `M${x1} ${y1}V${turn}H${x2}V${y2}`;
    return [arrowSvg(path), ...labelSvg(label, down ? x2 : x1, turn + 16)];
  });
};

const arrowSvg = (path: string): string => `<path class="line" d="${path}" marker-end="url(#head)"/>`;

const labelSvg = (label: string, x: number, y: number): string[] =>
  label === ''
    ? []
    : [
        `<text class="small behind" x="${x}" y="${y}">${text(label)}</text>`,
        `<text class="small" x="${x}" y="${y}">${text(label)}</text>`,
      ];

const text = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
