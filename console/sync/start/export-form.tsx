import { useState } from 'preact/hooks';
import { ask } from '../../api/ask.js';
import { useAsking } from '../../notices/use-asking.js';
import { w } from '../../words/words.js';
import { copyTitle } from '../copy-ends.js';
import { Choices, DatabaseSelect, NamesField, namesIn, StartForm } from './fields.js';
import type { StartFormProps } from './start-form-props.js';

/** Writes a database to a dump. It changes no database, so it asks no question. */
export const ExportForm = ({ databases, enabled, begun }: StartFormProps) => {
  const words = w().databases.start;
  const [database, setDatabase] = useState(databases[0]?.name ?? '');
  const [tables, setTables] = useState('');
  const [format, setFormat] = useState<'copy' | 'inserts'>('copy');
  const [compress, setCompress] = useState(true);
  const { busy, problem, begin } = useAsking();
  const title = copyTitle({ shape: 'export', from: database });
  const act = async (): Promise<void> => {
    const only = namesIn(tables);
    const body = { database, format, compress, by: 'console', ...(only.length > 0 ? { tables: only } : {}) };
    await ask('/api/sync/export', { method: 'POST', body });
    begun(title);
  };
  return (
    <StartForm
      label={words.export}
      button={words.export}
      enabled={enabled}
      busy={busy}
      problem={problem}
      submit={() => void begin(title, act)}
    >
      <div class="fields">
        <DatabaseSelect
          id="export-database"
          label={words.database}
          databases={databases}
          value={database}
          set={setDatabase}
        />
        <NamesField id="export-tables" label={words.tables} help={words.tablesHelp} value={tables} set={setTables} />
        <Choices
          name="format"
          legend={words.format}
          choices={[
            ['copy', words.copy],
            ['inserts', words.inserts],
          ]}
          value={format}
          set={setFormat}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={compress}
            onChange={(event) => setCompress((event.target as HTMLInputElement).checked)}
          />
          {words.compress}
        </label>
      </div>
    </StartForm>
  );
};
