import { describe, expect, it } from 'vitest';
import type { TargetSurvey } from '../../dump-import/publish/survey-target.js';
import { judgeRoom } from './judge-room.js';

const survey = (bytes: number, generationsKept: number) =>
  ({ generationsKept, databases: [{ bytes }, { bytes }] }) as unknown as TargetSurvey;

describe('the judgement of the room', () => {
  it('counts one generation that loads, and those to keep that are not there yet', () => {
    expect(judgeRoom([{ survey: survey(1e9, 1), keepPrevious: 1 }], 3e9)).toMatchObject([{ state: 'ok' }]);
    expect(judgeRoom([{ survey: survey(1e9, 0), keepPrevious: 1 }], 3e9)).toMatchObject([
      { state: 'warn', text: expect.stringContaining('up to 4.0 GB') as string },
    ]);
    expect(judgeRoom([{ survey: survey(1e9, 0), keepPrevious: 3 }], undefined)[0]?.text).toContain('up to 8.0 GB');
  });

  it('cannot say how much where nothing is live', () => {
    expect(judgeRoom([{ survey: survey(0, 0), keepPrevious: 1 }], 1)).toMatchObject([{ state: 'ok' }]);
  });
});
