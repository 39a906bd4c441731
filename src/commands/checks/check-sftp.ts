import type { Check, CheckResult } from './check-result.js';
import { openArchiveSource } from '../../connectors/open-archive-source.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import { isLetIn } from '../../dump-import/fetch/match-archives-rules.js';
import { tryCheck } from './check-result.js';

/** The source of each enabled pipeline answers with its pinned host key, logs in and lists; an unknown key is named. */
export const checkSftp: Check = async (settings) => {
  const results: CheckResult[] = [];
  for (const { name, enabled, sftp } of pipelinesOf(settings, 'dump-import')) {
    if (!enabled) continue;
    const what = `sftp of "${name}"`;
    results.push(
      ...(await tryCheck(what, async (): Promise<CheckResult[]> => {
        const source = await openArchiveSource(sftp);
        try {
          const files = await source.list((filename) => isLetIn(sftp.filePatterns, filename));
          const text = `${sftp.host}:${sftp.port} logs in, "${sftp.remotePath}" holds ${files.length} files${BY[source.protocol]}`;
          return [{ what, state: 'ok', text }, ...(sftp.acceptAnyHostKey ? [anyKey(what)] : [])];
        } finally {
          await source.close();
        }
      })),
    );
  }
  return results;
};

const BY = { sftp: '', scp: ' (it has no SFTP, or scp.protocol says so: read by its shell, as scp does)' } as const;

const anyKey = (what: string): CheckResult => ({
  what,
  state: 'warn',
  text: 'any host key is accepted: whoever answers at this address gets the password',
  fix: ['set scp.host_key to the fingerprint of the server'],
});
