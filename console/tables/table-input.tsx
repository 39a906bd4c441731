import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api/ask.js';

interface NamedTable {
  readonly schema: string;
  readonly table: string;
}

const SCHEMA_OF: Readonly<Record<string, string>> = { postgres: 'public' };

/** The tables of a connection; none where they cannot be listed: a name can be typed all the same. */
export const useTables = (connection: string): readonly NamedTable[] => {
  const [tables, setTables] = useState<readonly NamedTable[]>([]);
  useEffect(() => {
    setTables([]);
    if (connection === '') return;
    let left = false;
    ask<{ readonly tables: readonly NamedTable[] }>(
      `/api/v1/connections/${encodeURIComponent(connection)}/tables`,
    ).then(
      (found) => {
        if (!left) setTables(found.tables);
      },
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [connection]);
  return tables;
};

/** What a connection calls its own schema. */
export const ownSchema = ({ kind, database }: { readonly kind: string; readonly database: string | null }): string =>
  SCHEMA_OF[kind] ?? database ?? '';

/** The name of a table, with those of its schema to choose from. */
export const TableInput = ({ id, value, schema, tables, onInput }: TableInputProps) => (
  <>
    <input
      id={id}
      type="text"
      value={value}
      list={`${id}-list`}
      spellcheck={false}
      autocomplete="off"
      dir="auto"
      onInput={(event) => onInput((event.target as HTMLInputElement).value)}
    />
    <datalist id={`${id}-list`}>
      {tables
        .filter((one) => one.schema === schema)
        .map(({ table }) => (
          <option key={table} value={table} />
        ))}
    </datalist>
  </>
);

interface TableInputProps {
  readonly id: string;
  readonly value: string;
  readonly schema: string;
  readonly tables: readonly NamedTable[];
  readonly onInput: (value: string) => void;
}
