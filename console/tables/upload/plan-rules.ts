import type { UploadPreviewJson } from '../../api/types.js';

type Doubt = UploadPreviewJson['doubts'][number];

/** What a person has chosen of an import; what is undefined is as it was guessed. */
export interface Choices {
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly skipLines?: number | undefined;
  readonly header?: boolean | undefined;
  readonly into: 'table' | 'resource';
  readonly resource: string;
  readonly connection: string;
  readonly schema: string;
  readonly table: string;
  /** Doubts that were looked at, by their marks. */
  readonly seen: readonly string[];
  /** Columns of the file to those of the table, null to leave one out. */
  readonly columns: Readonly<Record<string, string | null>>;
  /** Of a table that is not there. */
  readonly key: readonly string[];
}

export const NO_CHOICES: Choices = {
  into: 'table',
  resource: '',
  connection: '',
  schema: '',
  table: '',
  seen: [],
  columns: {},
  key: [],
};

/** Tells a doubt from one about something else. */
export const markOf = ({ code, values }: Doubt): string => JSON.stringify([code, values]);

/** Where a column goes, and how that came about. */
export interface MappedColumn {
  readonly column: string;
  /** null: it is left out. */
  readonly to: string | null;
  readonly by: 'same' | 'proposal' | 'chosen' | 'undecided' | 'new';
  readonly misfits: number;
}

export const mappedColumns = (preview: UploadPreviewJson, choices: Choices): readonly MappedColumn[] => {
  const isNew = preview.table?.exists === false;
  return preview.columns.map(({ name }) => {
    const proposal = preview.mapping.find(({ column }) => column === name);
    const misfits = proposal?.misfits.length ?? 0;
    if (Object.hasOwn(choices.columns, name))
      return { column: name, to: choices.columns[name] ?? null, by: 'chosen', misfits };
    if (isNew) return { column: name, to: name, by: 'new', misfits: 0 };
    const to = proposal?.to ?? null;
    if (to === null) return { column: name, to: null, by: 'undecided', misfits: 0 };
    return { column: name, to, by: proposal?.by === 'same' ? 'same' : 'proposal', misfits };
  });
};

/** Something that a person has to do before the import can run. */
export type Point =
  | { readonly what: 'doubt' | 'target' | 'key' | 'unsuitable'; readonly at: string }
  | { readonly what: 'column' | 'missing' | 'twice'; readonly name: string; readonly at: string };

/** Where the points are on the page; the places are ids of what can be focused. */
export const PLACES = { doubt: 'doubt-', target: 'target-into', key: 'new-key', column: 'column-' } as const;

export const openPoints = (preview: UploadPreviewJson, choices: Choices): readonly Point[] => {
  const { table } = preview;
  const points: Point[] = [];
  const doubt = preview.doubts.findIndex((one) => !choices.seen.includes(markOf(one)));
  if (doubt >= 0) points.push({ what: 'doubt', at: `${PLACES.doubt}${doubt}` });
  if (table === null) return [...points, { what: 'target', at: PLACES.target }];
  if (table.unsuitable !== null) return [...points, { what: 'unsuitable', at: PLACES.target }];
  if (!table.exists && keyOf(preview, choices).length === 0) points.push({ what: 'key', at: PLACES.key });
  if (preview.header === false) return points;
  const columns = mappedColumns(preview, choices);
  const place = (index: number): string => `${PLACES.column}${index}`;
  // A name that was written may be none of the table's.
  const isNone = (to: string | null): boolean =>
    table.exists && to !== null && !table.columns.some(({ name }) => name === to);
  columns.forEach(({ column, by, to }, index) => {
    if (by === 'proposal' || by === 'undecided' || isNone(to))
      points.push({ what: 'column', name: column, at: place(index) });
  });
  const filled = columns.map(({ to }) => to);
  for (const { name, needed } of table.columns) {
    if (needed && !filled.includes(name)) points.push({ what: 'missing', name, at: place(0) });
  }
  columns.forEach(({ to }, index) => {
    if (to !== null && filled.indexOf(to) < index) points.push({ what: 'twice', name: to, at: place(index) });
  });
  return points;
};

/** The key of a table that is not there, by its own names. */
const keyOf = (preview: UploadPreviewJson, { key, into }: Choices): readonly string[] =>
  into === 'resource' ? (preview.table?.key ?? []) : key;

/** What the import is asked for: everything that was seen is said, and nothing is left to a guess. */
export const importBody = (preview: UploadPreviewJson, choices: Choices): object => {
  const { table, header, delimiter, skip_lines: skipLines, encoding, encoding_needed: isNeeded } = preview;
  const target =
    choices.into === 'resource'
      ? { resource: choices.resource }
      : {
          connection: table?.connection,
          schema: table?.schema,
          table: table?.table,
          ...(table?.exists === false ? { key: choices.key } : {}),
        };
  const mapping = Object.fromEntries(mappedColumns(preview, choices).map(({ column, to }) => [column, to]));
  return {
    to: {
      ...target,
      format: preview.upload.format,
      ...(delimiter === null ? {} : { delimiter }),
      ...(skipLines === null ? {} : { skip_lines: skipLines }),
      ...(header === null ? {} : { header }),
      ...(isNeeded ? { encoding } : {}),
      ...(header === false ? {} : { mapping }),
    },
  };
};
