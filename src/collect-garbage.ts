import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Node.js hands its collector out only where it makes a global object; those of workflows must not have it. */
const collectorOfNode = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc') as () => void;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
};

let collector: (() => void) | undefined;

/** Collects the garbage of this thread, and ends a marking of its heap that is under way. */
export const collectGarbage = (): void => {
  collector ??= collectorOfNode();
  collector();
};
