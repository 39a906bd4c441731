import { isStevedoreError } from '../contracts/errors.js';
import type { ExportRequest } from '../contracts/table-export/export-request.js';
import type { ExportSettings } from './find-table.js';
import { findTable } from './find-table.js';

/**
 * Whether only an admin may ask for it: it names secret columns, or a table instead of a resource; also where the
 * configuration no longer says.
 */
export const isForAdmins = (settings: ExportSettings, request: ExportRequest): boolean => {
  if (request.resource === undefined) return true;
  const { fields = [], filters = [] } = request;
  try {
    const { secrets } = findTable(settings, request);
    return [...fields, ...filters.map(({ column }) => column)].some((name) => secrets.has(name));
  } catch (error) {
    if (isStevedoreError(error)) return true;
    throw error;
  }
};
