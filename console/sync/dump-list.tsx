import { ask } from '../api/ask.js';
import type { Reading } from '../api/reading.js';
import type { DumpJson } from '../api/types.js';
import { DataTable } from '../show/data-table.js';
import { count, size } from '../show/numbers.js';
import { Time } from '../show/time.js';
import { confirm } from '../shell/confirm.js';
import { Name } from '../shell/name.js';
import { ProblemNote } from '../shell/problem-note.js';
import { session } from '../shell/session.js';
import { w } from '../words/words.js';

/** The dumps with their age and size. They have every value of a database, so an admin may take and delete them. */
export const DumpList = ({ reading }: { readonly reading: Reading<{ readonly dumps: readonly DumpJson[] }> }) => {
  const words = w().databases.dumps;
  const problem = reading.problem.value;
  const dumps = reading.value.value?.dumps;
  const known = session.value;
  const isAdmin = typeof known === 'object' && known.role === 'admin';
  const remove = ({ name, download_url: url }: DumpJson): void =>
    confirm({
      title: words.removeTitle,
      of: name,
      text: words.removeText(name),
      yes: words.remove,
      grave: true,
      act: async () => {
        await ask(url, { method: 'DELETE' });
        await reading.read();
      },
    });
  return (
    <section class="card" aria-labelledby="dumps-title">
      <h2 id="dumps-title">{words.title}</h2>
      {problem !== undefined && <ProblemNote problem={problem} again={() => void reading.read()} />}
      {dumps === undefined && problem === undefined && <p class="quiet">{w().loading}</p>}
      {dumps?.length === 0 && <p class="quiet">{words.none}</p>}
      {dumps !== undefined && dumps.length > 0 && (
        <>
          <DataTable
            label={words.title}
            rows={dumps}
            rowKey={({ name }) => name}
            columns={[
              { label: words.file, cell: ({ name }) => <Name of={name} code /> },
              { label: words.size, figure: true, cell: ({ bytes }) => size(bytes) },
              { label: words.written, cell: ({ created_at: at }) => <Time at={at} /> },
              ...(isAdmin
                ? [{ label: words.actions, cell: (dump: DumpJson) => <Actions dump={dump} remove={remove} /> }]
                : []),
            ]}
          />
          <p class="quiet">
            {words.whole(count(dumps.length), size(dumps.reduce((sum, { bytes }) => sum + bytes, 0)))}
          </p>
        </>
      )}
    </section>
  );
};

const Actions = ({ dump, remove }: { readonly dump: DumpJson; readonly remove: (dump: DumpJson) => void }) => {
  const words = w().databases.dumps;
  return (
    <span class="buttons">
      <a class="button" href={dump.download_url} download={dump.name} aria-label={words.downloadOf(dump.name)}>
        {words.download}
      </a>
      <button type="button" aria-label={words.removeOf(dump.name)} onClick={() => remove(dump)}>
        {words.remove}
      </button>
    </span>
  );
};
