import type { Check, CheckResult } from './check-result.js';
import { openArchiveSource } from '../../connectors/open-archive-source.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import { isLetIn } from '../../dump-import/fetch/match-archives-rules.js';
import { tryCheck } from './check-result.js';

/**
 * Checks that the source of each enabled pipeline presents its pinned host key, accepts the login and lists; names an
 * unknown key.
 */
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

const BY = {
  sftp: '',
  folder: '',
  scp: ' (it has no SFTP, or scp.protocol demands it: read through its shell, like scp)',
} as const;

const anyKey = (what: string): CheckResult => ({
  what,
  state: 'warn',
  text: 'any host key is accepted: anyone who answers at this address gets the password',
  fix: ['set scp.host_key to the fingerprint of the server'],
});
