import { useState } from 'preact/hooks';
import { ask, Problem } from '../../api/ask.js';
import { STOPPED } from '../../api/send-file.js';
import { confirm } from '../../shell/confirm.js';
import { UploadProgress } from '../../uploads/upload-progress.js';
import { createUploads } from '../../uploads/uploads.js';
import { w } from '../../words/words.js';
import { copyTitle } from '../copy-ends.js';
import { Choices, DatabaseSelect, StartForm } from './fields.js';
import type { StartFormProps } from './start-form-props.js';

const BACKUPS = { keep: true, file: 'file', drop: false } as const;
type Backup = keyof typeof BACKUPS;
const dumpUploads = createUploads();

/** Puts a dump live: one of the list, or a file of the person's machine. */
export const ImportForm = ({ state, databases, enabled, begun }: StartFormProps) => {
  const words = w().databases;
  const dumps = state.dumps.value.value?.dumps ?? [];
  const [chosenPlace, setPlace] = useState<'list' | 'machine'>();
  const [listed, setListed] = useState('');
  const [file, setFile] = useState<File>();
  const [into, setInto] = useState(databases.find(({ destination }) => destination)?.name ?? '');
  const [backup, setBackup] = useState<Backup>('keep');
  const [problem, setProblem] = useState<Problem>();
  // The list may come after the form; a file that was chosen stays chosen.
  const place = chosenPlace ?? (dumps.length > 0 && file === undefined ? 'list' : 'machine');
  // A dump that is gone is not chosen any more.
  const chosen = dumps.some(({ name }) => name === listed) ? listed : (dumps[0]?.name ?? '');

  const titleOf = (name: string): string => copyTitle({ shape: 'import', from: name, into });
  const upload = dumpUploads.now.value;
  dumpUploads.useForm({
    done: (_, { what }) => {
      begun(what);
      void state.dumps.read();
    },
    failed: (why) => {
      if (why.code !== STOPPED) setProblem(why);
      void state.dumps.read();
    },
  });
  const submit = (): void => {
    if (upload !== undefined) return;
    setProblem(undefined);
    const name = place === 'list' ? chosen : file?.name;
    if (name === undefined || name === '') return setProblem(new Problem(-1, '', words.start.noFile));
    confirm({
      title: words.replace.title(into),
      of: `${name} → ${into}`,
      text: `${words.replace.byDump(name, into)} ${words.replace.step} ${words.replace[backup]}`,
      yes: words.start.import,
      grave: backup === 'drop',
      act: async () => {
        if (place === 'machine') {
          // It takes long, and shows how far it is: the form waits for it, not the dialog.
          if (file !== undefined) void dumpUploads.begin({ what: titleOf(name), path: pathOf(file), file });
          return;
        }
        const body = { file: name, database: into, backup: BACKUPS[backup], by: 'console' };
        await ask('/api/sync/import', { method: 'POST', body });
        begun(titleOf(name));
      },
    });
  };
  const pathOf = ({ name: filename }: File): string => {
    const said = { database: into, backup: String(BACKUPS[backup]), filename, by: 'console' };
    return `/api/sync/import?${new URLSearchParams(said).toString()}`;
  };

  return (
    <StartForm
      label={words.start.import}
      button={words.start.import}
      enabled={enabled && into !== ''}
      busy={upload !== undefined}
      problem={problem}
      submit={submit}
    >
      <div class="fields">
        <fieldset class="field choices">
          <legend>{words.start.dump}</legend>
          <label class="check">
            <input type="radio" name="place" checked={place === 'list'} onChange={() => setPlace('list')} />
            {words.start.ofList}
          </label>
          {place === 'list' && (
            <select
              aria-label={words.start.chooseDump}
              value={chosen}
              onChange={(event) => setListed((event.target as HTMLSelectElement).value)}
            >
              {dumps.length === 0 && <option value="">{words.start.noDump}</option>}
              {dumps.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          )}
          <label class="check">
            <input type="radio" name="place" checked={place === 'machine'} onChange={() => setPlace('machine')} />
            {words.start.ofMachine}
          </label>
          {place === 'machine' && (
            <input
              type="file"
              accept=".sql,.gz"
              onClick={() => setPlace('machine')}
              aria-label={words.start.chooseFile}
              onChange={(event) => setFile((event.target as HTMLInputElement).files?.[0])}
            />
          )}
        </fieldset>
        <DatabaseSelect
          id="import-into"
          label={words.start.into}
          written
          databases={databases}
          value={into}
          set={setInto}
        />
        <Choices
          name="backup"
          legend={words.start.backup}
          choices={[
            ['keep', words.start.keep],
            ['file', words.start.file],
            ['drop', words.start.drop],
          ]}
          value={backup}
          set={setBackup}
        />
      </div>
      {upload !== undefined && <UploadProgress of={upload} />}
    </StartForm>
  );
};
