import { z } from 'zod';
import { parseJsonPath } from '../../contracts/table-import/pages/json-path.js';

/** A path in JSON. */
export const jsonPath = () =>
  z
    .string()
    .min(1, { error: 'must not be empty' })
    .max(500)
    .refine((text) => parseJsonPath(text) !== undefined, {
      error: 'must be a path such as "data.items", "rows[0].name" or "meta[\'next page\']"',
    });
