import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { StevedoreError } from '../../contracts/errors.js';
import type { Profile, ProfileInput } from '../../contracts/profile/profile.js';
import { LONGEST_PROFILE_SECONDS } from '../../contracts/profile/profile.js';
import type { ActivityDeps } from '../activity-deps.js';
import { withProgress } from './with-progress.js';

/** What a worker finds out about itself for somebody who asks. */
export const createProfileActivities = ({ settings }: Pick<ActivityDeps, 'settings'>) => ({
  /**
   * Records what this process' main thread does: names of functions and files of the product, no data. Costs a few
   * percent of a processor meanwhile.
   * Key: none. Heartbeat: liveness only. Left behind: nothing. Terminal: REQUEST_INVALID.
   */
  recordProfile: ({ seconds }: ProfileInput): Promise<Profile> =>
    withProgress('profiling', '', async ({ signal }) => {
      const session = new Session();
      session.connect();
      try {
        await session.post('Profiler.enable');
        await session.post('Profiler.setSamplingInterval', { interval: MICROSECONDS });
        await session.post('Profiler.start');
        await sleep(Math.min(seconds, LONGEST_PROFILE_SECONDS) * 1_000, undefined, { signal });
        const { profile } = await session.post('Profiler.stop');
        const packed = (await packing(JSON.stringify(profile))).toString('base64');
        if (packed.length <= LARGEST_ANSWER) return { process: process.pid, host: settings.worker.hostId, packed };
      } finally {
        session.disconnect();
      }
      throw new StevedoreError(
        'REQUEST_INVALID',
        'Cannot answer with the profile: it is larger than 1.5 MB; ask for a shorter time',
      );
    }),
});

export type ProfileActivities = ReturnType<typeof createProfileActivities>;

const packing = promisify(gzip);

/** Between two samples. */
const MICROSECONDS = 2_000;

/** Temporal refuses a result of 2 MiB. */
const LARGEST_ANSWER = 1_500_000;
