import { useRef, useState } from 'preact/hooks';
import { ask, Problem } from '../../api/ask.js';
import { size } from '../../show/numbers.js';
import { confirm } from '../../shell/confirm.js';
import { w } from '../../words/words.js';
import { copyTitle } from '../copy-ends.js';
import { Choices, DatabaseSelect, StartForm } from './fields.js';
import type { StartFormProps } from './start-form-props.js';
import type { Upload } from './upload-dump.js';
import { uploadDump } from './upload-dump.js';

const BACKUPS = { keep: true, file: 'file', drop: false } as const;
type Backup = keyof typeof BACKUPS;

/** Puts a dump live: one of the list, or a file of the person's machine. */
export const ImportForm = ({ state, databases, enabled, begun }: StartFormProps) => {
  const words = w().databases;
  const dumps = state.dumps.value.value?.dumps ?? [];
  const [chosenPlace, setPlace] = useState<'list' | 'machine'>();
  const [listed, setListed] = useState('');
  const [file, setFile] = useState<File>();
  const [into, setInto] = useState(databases.find(({ destination }) => destination)?.name ?? '');
  const [backup, setBackup] = useState<Backup>('keep');
  const [sent, setSent] = useState<{ readonly done: number; readonly total: number }>();
  const upload = useRef<Upload>(undefined);
  // The list may come after the form; a file that was chosen stays chosen.
  const place = chosenPlace ?? (dumps.length > 0 && file === undefined ? 'list' : 'machine');
  // A dump that is gone is not chosen any more.
  const chosen = dumps.some(({ name }) => name === listed) ? listed : (dumps[0]?.name ?? '');

  const send = async (from: File): Promise<boolean> => {
    setSent({ done: 0, total: from.size });
    upload.current = uploadDump(
      from,
      { database: into, backup: String(BACKUPS[backup]), filename: from.name },
      setSent,
    );
    try {
      return await upload.current.ended;
    } finally {
      upload.current = undefined;
      setSent(undefined);
      void state.dumps.read();
    }
  };
  const act = (): Promise<void> => {
    const name = place === 'list' ? chosen : file?.name;
    if (name === undefined || name === '') throw new Problem(-1, '', words.start.noFile);
    const title = copyTitle({ shape: 'import', from: name, into });
    return new Promise((resolve, reject) => {
      confirm({
        title: words.replace.title(into),
        text: `${words.replace.byDump(name, into)} ${words.replace.step} ${words.replace[backup]}`,
        yes: words.start.import,
        grave: backup === 'drop',
        act: async () => {
          if (place === 'list') {
            const body = { file: name, database: into, backup: BACKUPS[backup], by: 'console' };
            await ask('/api/sync/import', { method: 'POST', body });
            begun(title);
            resolve();
            return;
          }
          // It takes long, and shows how far it is: the form waits for it, not the dialog.
          if (file !== undefined)
            send(file).then(
              (taken) => {
                if (taken) begun(title);
                resolve();
              },
              (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))),
            );
        },
        left: resolve,
      });
    });
  };

  return (
    <StartForm label={words.start.import} button={words.start.import} enabled={enabled && into !== ''} act={act}>
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
      {sent !== undefined && (
        <div class="progress-row">
          <progress max={Math.max(1, sent.total)} value={sent.done} aria-label={words.start.upload} />
          <span>
            {sent.done >= sent.total ? words.start.checking : words.start.uploaded(size(sent.done), size(sent.total))}
          </span>
          <button type="button" onClick={() => upload.current?.stop()}>
            {words.start.stop}
          </button>
        </div>
      )}
    </StartForm>
  );
};
