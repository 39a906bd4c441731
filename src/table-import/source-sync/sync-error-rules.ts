import type { RunFailure } from '../../contracts/runs/run-snapshot.js';
import type { PageRange } from '../../contracts/table-import/pages/page-range.js';
import { placeOfLine } from '../../contracts/table-import/pages/page-range.js';
import type { ReasonCode } from '../../contracts/table-import/reason.js';
import type { StoredReject } from '../../contracts/table-import/reject.js';
import type { SyncError, SyncErrorType } from '../../contracts/source-sync/source-sync.js';

interface FailedRun extends Pick<RunFailure, 'message' | 'retryable'> {
  readonly code: string;
}

/** Why a run failed, in the words of syncs. */
export const errorOfRun = ({ code, message, retryable }: FailedRun): SyncError => ({
  type: TYPES.find(([pattern]) => pattern.test(code))?.[1] ?? 'system',
  code,
  message,
  retryable,
});

/** The first that fits counts. */
const TYPES: readonly (readonly [RegExp, SyncErrorType])[] = [
  [/_AUTH_FAILED$|_PERMISSION_DENIED$|^SFTP_HOST_KEY|^SECRET/, 'authentication'],
  [/^HTTP_|^SFTP_|_UNREACHABLE$|_CONNECTION_LOST$|^PAGES_LINK/, 'network'],
  [/^PAGES_|^TEXT_ENCODING|^FILE_(?:EMPTY|HEADER)/, 'parsing'],
  [
    /^COLUMN_MISSING$|^TABLE_|^RESOURCE_|^TOO_MANY_REJECTS$|^GUARD_FAILED$|^REQUEST_INVALID$|^FILE_FORBIDDEN$/,
    'validation',
  ],
];

/** Why a record was rejected, in the words of syncs. */
export const errorOfReject = (
  { line, reasons }: Pick<StoredReject, 'line' | 'reasons'>,
  pages: readonly PageRange[] = [],
): SyncError => {
  const place = placeOfLine(pages, line) ?? `line ${line}`;
  const code = reasons[0]?.code ?? 'refused_by_database';
  const isUnreadable = UNREADABLE.has(code);
  return {
    type: isUnreadable ? 'parsing' : 'validation',
    code,
    message: `${isUnreadable ? 'Invalid row format' : reasons.map(({ message }) => message).join('; ')} at ${place}`,
    item: place,
    retryable: false,
  };
};

const UNREADABLE: ReadonlySet<ReasonCode> = new Set([
  'field_count',
  'unclosed_quote',
  'record_too_long',
  'not_json',
  'not_an_object',
  'invalid_character',
]);
