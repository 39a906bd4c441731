import type { GuardSettings, TableGuards } from '../../contracts/dump-import/settings.js';
import type { ImportBlock } from './import-schema.js';

type GuardsBlock = ImportBlock['publish']['guards'];

/** The guards of one pipeline; the list `allow_missing` becomes overrides before those of `tables`. */
export const guardSettings = (block: GuardsBlock): GuardSettings => ({
  enabled: block.enabled,
  standard: {
    maxShrinkPercent: block.max_shrink_percent,
    maxGrowthPercent: block.max_growth_percent,
    minRows: block.min_rows,
    allowMissing: false,
    allowEmpty: false,
    allowColumnChanges: false,
  },
  overrides: [
    ...block.allow_missing.map((pattern) => ({ pattern, change: { allowMissing: true } })),
    ...Object.entries(block.tables).map(([pattern, table]) => ({ pattern, change: changeOf(table) })),
  ],
  ...(block.max_age_difference === 'off' ? {} : { maxAgeDifferenceMs: block.max_age_difference }),
});

const changeOf = (table: GuardsBlock['tables'][string]): Partial<TableGuards> => ({
  ...(table.max_shrink_percent === undefined ? {} : { maxShrinkPercent: table.max_shrink_percent }),
  ...(table.max_growth_percent === undefined ? {} : { maxGrowthPercent: table.max_growth_percent }),
  ...(table.min_rows === undefined ? {} : { minRows: table.min_rows }),
  ...(table.allow_missing === undefined ? {} : { allowMissing: table.allow_missing }),
  ...(table.allow_empty === undefined ? {} : { allowEmpty: table.allow_empty }),
  ...(table.allow_column_changes === undefined ? {} : { allowColumnChanges: table.allow_column_changes }),
});
