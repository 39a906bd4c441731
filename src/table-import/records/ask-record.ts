import type { Reason } from '../../contracts/table-import/reason.js';
import type { AskedRecord } from '../../formats/csv/csv-lines.js';
import { encodeLine } from '../../formats/csv/records/encode-line.js';
import type { NdjsonFlaw } from '../../formats/ndjson/ndjson-records.js';
import type { PlannedFile } from '../import/planned-file.js';
import { checkRecord } from '../rules/check-record.js';
import { listItems } from './list-items.js';

/** A record of any format, with its values in the order of the file's columns. */
export interface Asked extends Omit<AskedRecord, 'flaw'> {
  readonly flaw?: AskedRecord['flaw'] | NdjsonFlaw;
}

/** The line for the server, or every reason against the record. */
export type Answer = { readonly line: string } | { readonly reasons: readonly Reason[] };

/** Makes the check that has the last word on each record of a file. */
export const askRecord = ({
  targets,
  rules,
  defaults,
  emptyAsNull,
  lists,
}: PlannedFile): ((record: Asked) => Answer) => {
  const check = checkRecord(rules);
  const taken = targets.flatMap((name, index) => (name === undefined ? [] : [index]));
  return ({ line, values, flaw, quoteLine }) => {
    if (flaw !== undefined) return { reasons: [flawReason(flaw, quoteLine)] };
    if (values.length !== targets.length) {
      const message = `has ${values.length} fields instead of ${targets.length}`;
      return { reasons: [{ code: 'field_count', message }] };
    }
    const given = rules.map((_, position) => {
      const index = taken[position];
      const value = index === undefined ? null : (values[index] ?? null);
      const given = (emptyAsNull && value === '' ? null : value) ?? defaults[position] ?? null;
      const separator = lists?.get(position);
      if (separator === undefined || given === null) return given;
      const items = listItems(given, separator);
      // As JSON it would be an escape, which nobody looks for.
      return items.some((item) => item.includes('\0')) ? '\0' : JSON.stringify(items);
    });
    const checked = check(given);
    return checked.reasons === undefined ? { line: encodeLine(line, checked.values) } : { reasons: checked.reasons };
  };
};

const flawReason = (flaw: NonNullable<Asked['flaw']>, quoteLine: number | undefined): Reason => {
  switch (flaw) {
    case 'unclosed-quote':
      return { code: 'unclosed_quote', message: `unclosed quote on line ${quoteLine}` };
    case 'too-long':
      return { code: 'record_too_long', message: 'the record is too long' };
    case 'not-json':
      return { code: 'not_json', message: 'invalid JSON' };
    case 'too-deep':
      return { code: 'not_json', message: 'nested too deeply' };
    case 'not-an-object':
      return { code: 'not_an_object', message: 'not a JSON object' };
    case 'lone-surrogate':
      return { code: 'invalid_character', message: 'contains half of a surrogate pair' };
  }
};
