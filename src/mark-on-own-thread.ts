import { setFlagsFromString } from 'node:v8';
import { collectGarbage } from './collect-garbage.js';

/**
 * Keeps V8 from marking the heap on further threads, for the rest of the process; before it has threads of its own.
 *
 * A load passes its bytes through buffers outside the heap. Each 64 MB of them start a marking of the heap, which holds
 * little; on further threads it cost a fifth of the worker's processor time, and the server had less of it.
 *
 * A marking that is under way on another thread must have ended: objects are changed without a word to it from then on,
 * and it ends the process where it meets one (4 of 40 processes whose heap was marked all the while, 0 of 40 so).
 */
export const markOnOwnThread = (): void => {
  collectGarbage();
  setFlagsFromString('--no-concurrent-marking');
};
