import type { ReadonlySignal, Signal } from '@preact/signals';
import { computed, effect, signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Problem, problemOf } from '../api/ask.js';
import { sendFile, STOPPED } from '../api/send-file.js';
import { laterNotice } from '../notices/notices.js';
import { w } from '../words/words.js';

/** A file on its way, and how far it is. */
export interface Upload {
  readonly number: number;
  readonly name: string;
  readonly size: number;
  /** Of its bytes. */
  readonly sent: Signal<number>;
  readonly since: number;
  /** Whether its form shows it. */
  readonly isShown: ReadonlySignal<boolean>;
  readonly stop: () => void;
}

/** What a form does with the end of its upload while it is on the page. */
interface UploadForm<T> {
  readonly done: (answer: T, asked: AskedUpload) => void;
  /** Where a person has stopped it, with a problem of the code `STOPPED`. */
  readonly failed: (problem: Problem, asked: AskedUpload) => void;
}

export interface AskedUpload {
  /** What it is for, and of which file, for whoever is elsewhere by its end. */
  readonly what: string;
  readonly path: string;
  readonly file: File;
}

/** All that are under way, of every form. */
export const goingUploads = signal<readonly Upload[]>([]);
let numbers = 0;

/** Ends them; nothing is told of it. */
export const stopUploads = (): void => {
  for (const one of goingUploads.value) one.stop();
};

// The browser asks before all of the console is left: its uploads end with it.
const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
effect(() => {
  if (goingUploads.value.length > 0) addEventListener('beforeunload', ask);
  else removeEventListener('beforeunload', ask);
});

/**
 * The uploads of one form, one at a time. They outlive it: whoever leaves the form sees above every page how far it is,
 * and its end is a notice there.
 */
export const createUploads = <T>(addressOf?: (answer: T) => string) => {
  const form = signal<UploadForm<T> | undefined>(undefined);
  const isShown = computed(() => form.value !== undefined);
  const now = signal<Upload | undefined>(undefined);
  const begin = async (asked: AskedUpload): Promise<void> => {
    if (now.value !== undefined) return;
    const { file, path, what } = asked;
    const notice = laterNotice(what);
    const sent = signal(0);
    const { done, stop } = sendFile<T>(path, file, (bytes) => {
      sent.value = bytes;
    });
    const mine = { number: ++numbers, name: file.name, size: file.size, sent, since: Date.now(), isShown, stop };
    now.value = mine;
    goingUploads.value = [...goingUploads.value, mine];
    const end = (): void => {
      now.value = undefined;
      goingUploads.value = goingUploads.value.filter((one) => one !== mine);
    };
    try {
      const answer = await done;
      end();
      if (form.value !== undefined) form.value.done(answer, asked);
      else notice.done(addressOf?.(answer));
    } catch (error) {
      end();
      const problem = cutOff(problemOf(error), sent.value < file.size);
      if (form.value !== undefined) form.value.failed(problem, asked);
      else if (problem.code !== STOPPED) notice.failed(problem);
    }
  };
  /** Has the form that is on the page take the end of an upload. */
  const useForm = (handlers: UploadForm<T>): void => {
    const latest = useRef(handlers);
    latest.current = handlers;
    useLayoutEffect(() => {
      const mine: UploadForm<T> = {
        done: (answer, asked) => latest.current.done(answer, asked),
        failed: (problem, asked) => latest.current.failed(problem, asked),
      };
      form.value = mine;
      return () => {
        if (form.value === mine) form.value = undefined;
      };
    }, []);
  };
  return { now: now as ReadonlySignal<Upload | undefined>, begin, useForm };
};

/** Where the connection broke before all was sent, the server keeps nothing; after it, nobody knows. */
const cutOff = (problem: Problem, isPart: boolean): Problem =>
  problem.status === 0 && problem.code === '' && isPart ? new Problem(-1, '', w().uploads.lost) : problem;
