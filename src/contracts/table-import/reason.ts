/** Why a record is a reject, for programs; the message is for people. */
export type ReasonCode =
  | 'field_count'
  | 'unclosed_quote'
  | 'record_too_long'
  | 'not_json'
  | 'not_an_object'
  | 'invalid_character'
  | 'required'
  | 'too_long'
  | 'invalid_type'
  | 'out_of_range'
  | 'not_in_enum'
  | 'pattern'
  /** Another record of the file has the key, and `duplicates` is `reject`. */
  | 'duplicate_key'
  /** The row is there, and `onExisting` is `reject`. */
  | 'already_exists'
  /** Another row, or another record, has these values, which no two rows may have. */
  | 'not_unique'
  | 'missing_reference'
  /** A constraint, a trigger or a type of the database refuses it. */
  | 'refused_by_database';

export interface Reason {
  readonly code: ReasonCode;
  /** Absent where the record as a whole is the reason. */
  readonly column?: string;
  /** The first 200 characters of the value. */
  readonly value?: string;
  /** For example `invalid email format`. */
  readonly message: string;
}
