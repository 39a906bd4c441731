import { z } from 'zod';
import type { Relations } from '../../contracts/table-import/relations.js';
import { defined } from '../fields/defined.js';
import { filledText } from '../fields/fields.js';

const lookup = z.strictObject({
  column: filledText().describe('Of the table; where the file gives it, it counts.'),
  from: filledText().describe('Of the file; not a column of the table.'),
  schema: filledText().optional().describe('Default: that of the resource.'),
  table: filledText().describe('Where it is looked up.'),
  by: filledText().describe('A column of texts there, of which no two rows have the same.'),
  take: filledText().describe('The column there whose value is taken.'),
});

const made = z.strictObject({
  column: filledText().describe('Of the table.'),
  template: filledText().describe(
    'Such as "cm_{article_slug}_{index}": names of the file in braces; {index} counts on.',
  ),
});

const linkedList = z.strictObject({
  from: filledText().describe('Of the file: a list of JSON, or a text with separators.'),
  separator: filledText().default('|').describe('Between the values of a text.'),
  table: filledText().describe('Where the values are; those that it lacks are added.'),
  column: filledText().describe('The column of the values there.'),
  id: filledText().describe('The key there.'),
  links: z
    .strictObject({
      table: filledText().describe('Has one row for each value of each record.'),
      own: filledText().describe("The column there that names the record's row."),
      own_id: filledText().describe("The column of the record's row that it names."),
      other: filledText().describe("The column there that names the value's row."),
    })
    .describe('The table that links records and values.'),
});

/** What records of a resource say of rows of other tables. */
export const relationsBlock = z.strictObject({
  lookups: z.array(lookup).default([]).describe('Columns that are found by another name of their row.'),
  made: z.array(made).default([]).describe('Columns whose value is made where the file has none.'),
  lists: z.array(linkedList).default([]).describe('Lists of the file that fill two other tables.'),
});

export const relationsOf = ({ lookups, made: columns, lists }: z.output<typeof relationsBlock>): Relations => ({
  lookups: lookups.map(({ schema, ...rest }) => ({ ...rest, ...defined({ schema }) })),
  made: columns,
  lists: lists.map(({ links: { own_id: ownId, ...links }, ...rest }) => ({ ...rest, links: { ...links, ownId } })),
});
