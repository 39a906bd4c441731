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

let asked = 0;
let shown = 0;

/**
 * 503 is its answer while something is missing; where no answer comes, the page says so itself. One that comes after
 * the answer to a later question is not shown.
 */
const read = async (): Promise<void> => {
  const mine = ++asked;
  const found = await fetch('/health')
    .then((answer) => answer.json() as Promise<Partial<ReadyJson>>)
    .catch((): Partial<ReadyJson> => ({}));
  if (mine < shown) return;
  shown = mine;
  away.value = found.away ?? [];
};

const EVERY_MS = 5_000;
