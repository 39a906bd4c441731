/** A field of records of JSON, by the path that a mapping takes. */
export interface RecordField {
  readonly path: string;
  /** What it is, over all records: `text`, `number`, `boolean`, `list`, `null`. */
  readonly types: readonly string[];
  /** The first value, as JSON; at most 60 characters. */
  readonly example: string;
}

/** The fields of records, those of objects in them by their paths, in the order of their first appearance. */
export const recordFields = (records: readonly string[]): readonly RecordField[] => {
  const fields = new Map<string, { types: Set<string>; example: string }>();
  const visit = (value: unknown, path: string, depth: number): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < DEEPEST) {
      for (const [name, one] of Object.entries(value))
        visit(one, path === '' ? step(name) : `${path}.${step(name)}`, depth + 1);
      return;
    }
    if (fields.size >= MOST_FIELDS) return;
    const field = fields.get(path) ?? { types: new Set(), example: 'null' };
    field.types.add(typeOf(value));
    if (field.example === 'null') field.example = JSON.stringify(value).slice(0, EXAMPLE_LENGTH);
    fields.set(path, field);
  };
  for (const record of records.slice(0, MOST_RECORDS)) visit(JSON.parse(record), '', 0);
  return [...fields].map(([path, { types, example }]) => ({ path, types: [...types], example }));
};

const MOST_RECORDS = 1_000;
const MOST_FIELDS = 1_000;
const DEEPEST = 6;
const EXAMPLE_LENGTH = 60;

const step = (name: string): string => (/^[^.[\]"'*\s]+$/.test(name) ? name : JSON.stringify(name));

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
};
