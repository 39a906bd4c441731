import type { Reason } from '../../contracts/table-import/reason.js';

/** What the database found against a record by comparing it with others. */
export interface SetFinding {
  readonly code: 'required' | 'duplicate_key' | 'already_exists' | 'not_unique' | 'missing_reference';
  readonly columns: readonly string[];
  readonly value?: string | null;
  /** The line of the record that has the same values. */
  readonly otherLine?: number;
  /** The table that lacks the row. */
  readonly table?: string;
}

const SHOWN = 200;

/** Words what was found, the same for every database. */
export const setReason = (finding: SetFinding): Reason => {
  const column = finding.columns.join(', ');
  return {
    code: finding.code,
    column,
    ...(finding.value != null && { value: finding.value.slice(0, SHOWN) }),
    message: messageOf(finding, column),
  };
};

const messageOf = ({ code, otherLine, table }: SetFinding, column: string): string => {
  switch (code) {
    case 'required':
      return `missing required field: ${column}`;
    case 'duplicate_key':
      return `duplicate ${column}: line ${otherLine} has it too`;
    case 'already_exists':
      return `${column} already exists`;
    case 'not_unique':
      return `duplicate ${column}: ${otherLine === undefined ? 'another row' : `line ${otherLine}`} has it too`;
    case 'missing_reference':
      return `invalid ${column}: ${table} has no such row`;
  }
};
