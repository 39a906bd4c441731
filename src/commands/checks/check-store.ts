import { renderGrants } from '../../contracts/dump-import/grants.js';
import type { RequiredGrant } from '../../contracts/dump-import/grants.js';
import type { Store, StoreSurvey } from '../../store/store.js';
import type { CommandContext } from '../context.js';
import type { Check, CheckResult } from './check-result.js';
import { tryCheck } from './check-result.js';
import { findMissingGrants } from './find-missing-grants.js';

/**
 * Checks that the store's server answers, can hold it, and gives the account its rights; prints what is missing as
 * statements.
 */
export const checkStore =
  (openStore: CommandContext['openStore']): Check =>
  ({ store: settings }) =>
    tryCheck('store', async () => {
      const store = await openStore(settings);
      try {
        return await judge(store);
      } finally {
        await store.close();
      }
    });

const judge = async (store: Store): Promise<CheckResult[]> => {
  const survey = await store.survey();
  const problems = [...survey.problems, ...missingGrants(survey)];
  if (problems.length === 0)
    return [{ what: 'store', state: 'ok', text: `${survey.server}, ${survey.place}, answers` }];
  return problems.map(({ text, fix }) => ({ what: 'store', state: 'fail', text: `${survey.server} ${text}`, fix }));
};

const missingGrants = ({ grants }: StoreSurvey): StoreSurvey['problems'] => {
  if (grants === undefined) return [];
  const { user, host, schema, lines } = grants;
  // Rights granted through a role are not in these lines.
  if (lines.some((line) => !line.includes(' ON '))) return [];
  const required: RequiredGrant = {
    account: 'publisher',
    on: schema,
    privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'ALTER', 'INDEX'],
    why: 'keeps runs, log lines and generations',
  };
  const missing = findMissingGrants([required], lines);
  if (missing.length === 0) return [];
  const identity = { user, host };
  const fix = renderGrants(missing, { loader: identity, publisher: identity, owner: identity }).map(
    (line) => `${line};`,
  );
  return [{ text: `accepts the login of "${user}", but does not give it all rights; as an administrator:`, fix }];
};
