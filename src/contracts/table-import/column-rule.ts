/** What the values of a column are. Values are text until the database reads them, so nothing is rounded on the way. */
export type ColumnType =
  | 'text'
  | 'integer'
  /** Digits with a point; `precision` and `scale` limit them. */
  | 'decimal'
  /** A double: digits, a point, an exponent. */
  | 'number'
  | 'boolean'
  /** `2026-01-31`. */
  | 'date'
  /** `23:59:59`, with up to six digits of a second. */
  | 'time'
  /** A date and a time; `offset` says whether the distance from UTC belongs to it. */
  | 'timestamp'
  | 'uuid'
  | 'email'
  | 'slug'
  | 'json';

/** The rule that each value of a column has to keep. */
export interface ColumnRule {
  readonly name: string;
  readonly type: ColumnType;
  /** Refuses a value that is missing, and for `text` an empty one. @default false */
  readonly required?: boolean;
  /** Of a text that is required: takes an empty one all the same, as NOT NULL does. @default false */
  readonly mayBeEmpty?: boolean;
  /** In characters. @default any */
  readonly maxLength?: number;
  /** Of numbers, as decimal text. @default any, of integers what 64 bits hold */
  readonly min?: string;
  readonly max?: string;
  /** Of a decimal: its digits, and those behind the point. @default any */
  readonly precision?: number;
  readonly scale?: number;
  /** Of a timestamp. @default 'allowed' */
  readonly offset?: 'none' | 'allowed' | 'required';
  /** The only values that may stand here. @default any */
  readonly enum?: readonly string[];
  /** Words that the database takes beside values of the type, such as `infinity`. @default none */
  readonly words?: readonly string[];
  /** Of dates: years of more than four digits, and with ` BC` those before Christ, as on PostgreSQL. @default false */
  readonly eras?: boolean;
  /** Of a text: it stands for bytes, as `\x00ff` or `base64:AP8=`; another text stands for its own. @default false */
  readonly binary?: boolean;
  /** Of a time: it is a span of up to 838 hours, with a sign, as MySQL has it. @default false */
  readonly span?: boolean;
  /** In the syntax of RE2, which takes no longer for a hostile value; found anywhere in the value. @default any */
  readonly pattern?: string;
}
