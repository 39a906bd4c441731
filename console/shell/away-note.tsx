import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ReadyJson } from '../api/types.js';
import { Time } from '../show/time.js';
import { w } from '../words/words.js';

const away = signal<ReadyJson['away']>([]);

/**
 * What is away, above every page: since when, and what still works. Reading it needs no key, so it is there while keys
 * cannot be checked.
 */
export const AwayNote = () => {
  useEffect(() => {
    void read();
    const timer = setInterval(() => void read(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const words = w().settings.health;
  if (away.value.length === 0) return null;
  return (
    <div class="away" role="status">
      {away.value.map(({ name, since }) => (
        <p key={name} class="note warn">
          <span aria-hidden="true">⚠ </span>
          <b>{words.awaySince(words.names[name])}</b> <Time at={since} exact /> (<Time at={since} />
          ). {words.effects[name].stops}. {words.stillWorks} {words.effects[name].stillWorks}.
        </p>
      ))}
    </div>
  );
};

/** 503 is its answer while something is missing; where no answer comes, the page says so itself. */
const read = async (): Promise<void> => {
  try {
    const answer = (await (await fetch('/health')).json()) as Partial<ReadyJson>;
    away.value = answer.away ?? [];
  } catch {
    away.value = [];
  }
};

const EVERY_MS = 5_000;
