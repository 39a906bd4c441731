/**
 * What became of the records of a file. Where the file is done they add up: records = inserted + updated + unchanged +
 * superseded + rejected.
 */
export interface RecordCounts {
  readonly records: number;
  readonly inserted: number;
  readonly updated: number;
  /** The row was there with the same values, and was not touched. */
  readonly unchanged: number;
  /** Another record of the file has the same key and counts. */
  readonly superseded: number;
  readonly rejected: number;
}

export const NO_RECORDS: RecordCounts = {
  records: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  superseded: 0,
  rejected: 0,
};

/** The counts alone, of what has more than them. */
export const countsOf = ({
  records,
  inserted,
  updated,
  unchanged,
  superseded,
  rejected,
}: RecordCounts): RecordCounts => ({ records, inserted, updated, unchanged, superseded, rejected });

export const addCounts = (one: RecordCounts, two: RecordCounts): RecordCounts => ({
  records: one.records + two.records,
  inserted: one.inserted + two.inserted,
  updated: one.updated + two.updated,
  unchanged: one.unchanged + two.unchanged,
  superseded: one.superseded + two.superseded,
  rejected: one.rejected + two.rejected,
});
