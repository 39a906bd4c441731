import { createHash } from 'node:crypto';
import type { LargeObjects } from '../../source/sync-source.js';
import type { RowRange } from './dump-contents.js';
import type { DumpFile } from './dump-file.js';
import { parseStatement } from '../../../formats/postgres-dump/parse-statement.js';
import { StatementScanner } from '../../../formats/postgres-dump/statement-scanner.js';
import { selectForm } from '../allow/select-forms.js';

/** The large objects that a file creates, filled by the statements in `ranges`, which are read when they are needed. */
export const largeObjectsOf = (file: DumpFile, oids: readonly string[], ranges: readonly RowRange[]): LargeObjects => ({
  copyTo: async (target) => {
    for await (const { name, text } of calls(file, ranges)) {
      // What is open ends with the transaction.
      if (name === 'lo_open') await target.execute('begin');
      if (name !== 'lo_create') await target.execute(text, [], 'Cannot write a large object');
      if (name === 'lo_close') await target.execute('commit');
    }
  },
  digests: async () => {
    const hashes = new Map(oids.map((oid) => [oid, createHash('sha256')]));
    let open = '';
    for await (const { name, args } of calls(file, ranges)) {
      if (name === 'lo_open') open = args[0] ?? '';
      if (name === 'lowrite') hashes.get(open)?.update(Buffer.from((args[1] ?? '').slice(2), 'hex'));
    }
    return new Map([...hashes].map(([oid, hash]) => [oid, hash.digest('hex')]));
  },
});

async function* calls(file: DumpFile, ranges: readonly RowRange[]) {
  for (const { start, end, line } of ranges) {
    const scanner = new StatementScanner({ line, takesRows: () => false });
    const found = (segments: ReturnType<typeof scanner.push>) =>
      [...segments].flatMap((segment) => {
        if (segment.kind !== 'statement') return [];
        const text = segment.bytes.toString('latin1');
        const form = selectForm(parseStatement(text, segment.line)?.fields ?? {});
        return form?.form === 'largeObject' ? [{ ...form, text }] : [];
      });
    for await (const chunk of file.range(start, end)) yield* found(scanner.push(chunk));
    yield* found(scanner.end());
  }
}
