import type { ProfileActivities } from '../../activities/run/create-profile-activities.js';
import type { Profile, ProfileInput } from '../../contracts/profile/profile.js';
import { HEARTBEAT_TIMEOUT, NEVER, WAIT } from './profiles.js';
import { proxySteps } from './proxy-steps.js';
import { PROFILE_TITLES } from './step-titles.js';

/** Has a worker record what its processor does. It is no run: nothing is recorded of it and nothing changes. */
export async function profileWorker(input: ProfileInput): Promise<Profile> {
  const limitMs = input.seconds * 1_000 + GRACE_MS;
  const activities = proxySteps<ProfileActivities>(PROFILE_TITLES, {
    ...WAIT,
    scheduleToCloseTimeout: limitMs,
    startToCloseTimeout: limitMs,
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: { maximumAttempts: 1, nonRetryableErrorTypes: NEVER },
  });
  return activities.recordProfile(input);
}

/** For the profile to be packed and sent. */
const GRACE_MS = 60_000;
