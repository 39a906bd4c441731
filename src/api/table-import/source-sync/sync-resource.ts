import type { Resource, ResourceColumn } from '../../../contracts/table-import/resource.js';
import type { TriggerBody } from './sync-schema.js';

/** The table that a source is synced into, and by what a row of it is found. */
export const syncResource = (connection: string, { sourceType, sourceIdentifier, options }: TriggerBody): Resource => ({
  connection,
  ...TABLES[options.targetTable](sourceType, sourceIdentifier, options.contentType),
  table: options.targetTable,
  unique: [],
  references: [],
  onExisting: 'update',
  onConflict: options.onConflict,
  duplicates: 'last',
  commit: 'once',
  batchSize: 1_000,
  rebuild: false,
  createTable: false,
  onNewColumns: 'ignore',
  emptyAsNull: true,
});

type Declared = Pick<Resource, 'columns' | 'key' | 'presence'>;

const TABLES: Readonly<
  Record<TriggerBody['options']['targetTable'], (type: string, identifier: string, content?: string) => Declared>
> = {
  content_index: (type, identifier, content) => ({
    columns: [
      { ...text('title'), required: true },
      text('artist'),
      text('genre'),
      text('external_id'),
      { ...text('content_type'), required: true, ...(content === undefined ? {} : { value: content }) },
      { ...text('source_type'), value: type },
      { ...text('source_identifier'), value: identifier },
    ],
    key: ['dedupe_key'],
    presence: {
      seenAt: 'last_synced_at',
      available: 'is_available',
      source: { source_type: type, source_identifier: identifier },
    },
  }),
  catalog_items: () => ({ key: ['category_id', 'capacity'] }),
};

const text = (name: string): ResourceColumn => ({ name, type: 'text' });
