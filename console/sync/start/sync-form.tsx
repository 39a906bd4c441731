import { useState } from 'preact/hooks';
import { ask } from '../../api/ask.js';
import { confirm } from '../../shell/confirm.js';
import { w } from '../../words/words.js';
import { copyTitle } from '../copy-ends.js';
import { DatabaseSelect, NamesField, namesIn, StartForm } from './fields.js';
import type { StartFormProps } from './start-form-props.js';

/** Copies a database into another one, after a question that says what is replaced. */
export const SyncForm = ({ databases, enabled, begun }: StartFormProps) => {
  const words = w().databases;
  const first = databases.find(({ destination }) => destination)?.name ?? '';
  const [into, setInto] = useState(first);
  // A database is not copied into itself.
  const [from, setFrom] = useState(databases.find(({ name }) => name !== first)?.name ?? first);
  const [schemas, setSchemas] = useState('');
  const submit = (): void => {
    const only = namesIn(schemas);
    const what =
      only.length === 0 ? words.replace.bySync(from, into) : words.replace.onlySchemas(from, into, only.join(', '));
    confirm({
      title: words.replace.title(into),
      text: `${what} ${words.replace.step} ${words.replace.keep}`,
      of: `${from} → ${into}`,
      yes: words.start.sync,
      act: async () => {
        const body = { source: from, destination: into, by: 'console', ...(only.length > 0 ? { schemas: only } : {}) };
        await ask('/api/sync', { method: 'POST', body });
        begun(copyTitle({ shape: 'sync', from, into }));
      },
    });
  };
  return (
    <StartForm label={words.start.sync} button={words.start.sync} enabled={enabled && into !== ''} submit={submit}>
      <div class="fields">
        <DatabaseSelect id="sync-from" label={words.start.from} databases={databases} value={from} set={setFrom} />
        <DatabaseSelect
          id="sync-into"
          label={words.start.into}
          written
          databases={databases}
          value={into}
          set={setInto}
        />
        <NamesField
          id="sync-schemas"
          label={words.start.schemas}
          help={words.start.schemasHelp}
          value={schemas}
          set={setSchemas}
        />
      </div>
    </StartForm>
  );
};
