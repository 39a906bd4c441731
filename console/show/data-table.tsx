import type { ComponentChildren } from 'preact';

export interface Column<T> {
  readonly label: string;
  readonly cell: (row: T) => ComponentChildren;
  /** Figures stand at the right. @default false */
  readonly figure?: boolean;
}

/** A table that is a list of cards on narrow screens, where each cell tells its column. */
export const DataTable = <T,>({ label, columns, rows, rowKey }: DataTableProps<T>) => (
  <table class="data" role="table" aria-label={label}>
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((column) => (
          <th key={column.label} role="columnheader" scope="col" class={column.figure === true ? 'figure' : undefined}>
            {column.label}
          </th>
        ))}
      </tr>
    </thead>
    <tbody role="rowgroup">
      {rows.map((row) => (
        <tr key={rowKey(row)} role="row">
          {columns.map((column) => (
            <td
              key={column.label}
              role="cell"
              data-label={column.label}
              class={column.figure === true ? 'figure' : undefined}
            >
              <div>{column.cell(row)}</div>
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

interface DataTableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
}
