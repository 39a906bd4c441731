import { expect, it } from 'vitest';
import { receiversBlock } from './receivers-block.js';

const problemsOf = (receiver: object): string[] =>
  receiversBlock
    .safeParse({ ops: { url: 'https://h.example/in', ...receiver } })
    .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];

it('refuses an address with credentials, which no notification would be sent to', () => {
  for (const user of ['name:pass@', 'name@', ':pass@']) {
    const problems = problemsOf({ url: `https://${user}h.example/in` });
    expect(problems).toEqual([expect.stringMatching(/^ops\.url must have no user and no password.*"token"/)]);
    expect(problems.join()).not.toContain('pass@');
  }
  expect(problemsOf({ url: 'https://h.example/a@b:c' })).toEqual([]);
  expect(problemsOf({ url: 'no address' })).toHaveLength(1);
});

it('takes no first pause that is longer than the longest between two tries', () => {
  expect(problemsOf({ retry_delay: '1h' })).toEqual([]);
  expect(problemsOf({ retry_delay: '61m' })).toEqual(['ops.retry_delay must be at most "1h"']);
});
