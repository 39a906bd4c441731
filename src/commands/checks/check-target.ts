import { statfs } from 'node:fs/promises';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import type { TargetSurvey } from '../../dump-import/publish/survey-target.js';
import type { Check, CheckResult } from './check-result.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import { withConnection } from '../../connectors/mysql/open-connection.js';
import { surveyTarget } from '../../dump-import/publish/survey-target.js';
import { tryCheck } from './check-result.js';
import { isNoLogin } from './check-server.js';
import { judgeRoom } from './judge-room.js';
import { judgeSurvey } from './judge-survey.js';

/**
 * What the next import of each enabled pipeline would do to the target, and whether there is room for its generations.
 */
export const checkTarget: Check = async (settings) => {
  const { mysql } = settings;
  if (mysql === undefined) return [];
  const results: CheckResult[] = [];
  const surveys: { survey: TargetSurvey; keepPrevious: number }[] = [];
  for (const pipeline of pipelinesOf(settings, 'dump-import').filter(({ enabled }) => enabled)) {
    results.push(
      ...(await tryCheck(`target of "${pipeline.name}"`, async () => {
        try {
          const survey = await surveyTarget(mysql, pipeline);
          surveys.push({ survey, keepPrevious: pipeline.publish.keepPrevious });
          return judgeSurvey(survey, pipeline);
        } catch (error) {
          if (isNoLogin(error)) return [];
          throw error;
        }
      })),
    );
  }
  if (surveys.length === 0) return results;
  return [
    ...results,
    ...(await tryCheck('room on the target', async () => judgeRoom(surveys, await freeBytes(mysql)))),
  ];
};

/** The server tells nobody how much room it has; where it runs on this machine, its disk can be asked. */
const freeBytes = async (mysql: MysqlSettings): Promise<number | undefined> => {
  const { address } = mysql;
  if (!('socket' in address) && !['127.0.0.1', '::1', 'localhost'].includes(address.host)) return undefined;
  const [row] = await withConnection(mysql, 'publisher', {}, (publisher) =>
    publisher.query('SELECT @@datadir AS folder'),
  );
  const disk = await statfs(String(row?.['folder'])).catch(() => undefined);
  return disk === undefined ? undefined : disk.bavail * disk.bsize;
};
