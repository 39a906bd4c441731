import { StevedoreError } from '../../src/contracts/errors.js';
import { StatementScanner } from '../../src/formats/mysql-dump/scan/statement-scanner.js';
import type { Segment } from '../../src/formats/mysql-dump/scan/statement-scanner.js';
import type { ReferenceModes, ReferenceScan } from './reference-scanner.js';

const CODES: Readonly<Record<string, ReferenceScan['error']>> = {
  DUMP_TRUNCATED: 'truncated',
  DUMP_STATEMENT_REFUSED: 'refused',
  DUMP_SYNTAX: 'syntax',
};

/**
 * What the product's scanner finds in a text that arrives in chunks of these sizes, over and over; in the reference's
 * form.
 */
export function scanIn(
  text: string,
  mode: ReferenceModes,
  sizes: readonly number[],
  by: 'kernel' | 'script' = 'script',
): ReferenceScan {
  const scanner = new StatementScanner({
    maxStatementBytes: 1 << 20,
    modes: mode,
    kernelFrom: by === 'kernel' ? 1 : Infinity,
    reuses: by === 'kernel',
  });
  const bytes = Buffer.from(text, 'latin1');
  const segments: ReferenceScan['segments'][number][] = [];
  const add = (segment: Segment): void => {
    const shown = segment.kind === 'delimiter-command' ? segment.delimiter : segment.body.toString('latin1');
    segments.push({ kind: segment.kind, text: shown, start: segment.start, end: segment.end, line: segment.line });
  };
  try {
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = sizes[turn % sizes.length] ?? bytes.length;
      // A separate chunk, as a stream yields it: bytes after it must never be read.
      for (const segment of scanner.push(Buffer.from(bytes.subarray(at, at + size)))) add(segment);
      at += size;
    }
    for (const segment of scanner.end()) add(segment);
  } catch (error) {
    const kind = error instanceof StevedoreError ? CODES[error.code] : undefined;
    if (kind === undefined) throw error;
    return { segments, error: kind };
  }
  return { segments };
}
