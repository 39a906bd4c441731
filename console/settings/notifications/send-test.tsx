import { signal } from '@preact/signals';
import { ask } from '../../api/ask.js';
import type { NotificationJson } from '../../api/types.js';
import { confirm } from '../../shell/confirm.js';
import { w } from '../../words/words.js';

/** Asks which receiver is to be sent a test: one that was told something before, or any that is configured. */
export const askForTest = (known: readonly NotificationJson[], sent: () => Promise<void>): void => {
  const words = w().settings.notifications.test;
  const names = [...new Set(known.map(({ receiver }) => receiver))];
  const receiver = signal(names[0] ?? '');
  confirm({
    title: words.title,
    of: () => receiver.value,
    text: words.text,
    yes: words.yes,
    more: (
      <div class="stack">
        <div>
          <label for="test-receiver">{words.receiver}</label>
          <input
            id="test-receiver"
            type="text"
            required
            maxLength={64}
            list="test-receivers"
            autocomplete="off"
            spellcheck={false}
            value={receiver.value}
            onInput={(event) => (receiver.value = (event.target as HTMLInputElement).value)}
          />
          <datalist id="test-receivers">
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
      </div>
    ),
    act: async () => {
      const body = { receiver: receiver.value.trim(), by: 'console' };
      await ask('/api/v1/notifications/test', { method: 'POST', body });
      await sent();
    },
  });
};
