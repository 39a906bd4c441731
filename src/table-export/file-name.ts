import { randomUUID } from 'node:crypto';
import type { ExportRequest } from '../contracts/table-export/export-request.js';

/**
 * The name of a new file: what is in it, when it began (UTC), and a mark that no other file has, another try's neither.
 * One that is for a spreadsheet says so.
 */
export const exportFileName = (name: string, request: Pick<ExportRequest, 'format' | 'spreadsheet'>): string => {
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(/[-:]/g, '');
  return `${fileStem(name, request)}-${time}-${randomUUID().slice(0, 8)}.${request.format}`;
};

/** What `exportFileName` makes, and nothing else. */
export const EXPORT_FILE_NAME = /^[A-Za-z0-9_-]+-\d{8}T\d{6}-[0-9a-f]{8}\.(?:csv|ndjson)$/;

/** A name that is plain on every disk and in every header. */
export const fileStem = (name: string, { spreadsheet }: Pick<ExportRequest, 'spreadsheet'>): string => {
  const plain = name.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 100);
  return `${plain === '' ? 'export' : plain}${spreadsheet === 'safe' ? '-spreadsheet' : ''}`;
};
