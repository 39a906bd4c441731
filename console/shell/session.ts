import { computed, signal } from '@preact/signals';
import { ask, onSignedOut, Problem, tellSignIn } from '../api/ask.js';
import type { SessionJson } from '../api/types.js';

/** `unknown` until the server has said who asks. */
export const session = signal<SessionJson | 'unknown' | 'signed out'>('unknown');

/** Why the server could not say it. */
export const sessionProblem = signal<Problem | undefined>(undefined);

/** Whether it may start and steer runs. */
export const maySteer = computed(() => {
  const known = session.value;
  return typeof known === 'object' && known.role !== 'viewer';
});

onSignedOut.call = () => {
  session.value = 'signed out';
};

export const readSession = async (): Promise<void> => {
  try {
    session.value = await ask<SessionJson>('/api/v1/session');
    sessionProblem.value = undefined;
  } catch (error) {
    if (error instanceof Problem && error.status !== 401) sessionProblem.value = error;
  }
};

/** Throws `Problem`. */
export const signIn = async (key: string): Promise<void> => {
  const known = await ask<SessionJson>('/api/v1/session/sign-in', { method: 'POST', body: { key } });
  tellSignIn();
  session.value = known;
};

/** Throws `Problem`. */
export const signOut = async (): Promise<void> => {
  await ask('/api/v1/session/sign-out', { method: 'POST', body: {} });
  session.value = 'signed out';
};
