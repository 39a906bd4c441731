import { useState } from 'preact/hooks';
import { w } from '../../words/words.js';
import { ExportForm } from './export-form.js';
import { ImportForm } from './import-form.js';
import type { StartFormProps } from './start-form-props.js';
import { SyncForm } from './sync-form.js';

const FORMS = { sync: SyncForm, import: ImportForm, export: ExportForm } as const;
type What = keyof typeof FORMS;
const TEXTS = { sync: 'syncText', import: 'importText', export: 'exportText' } as const;

/** Starts a sync, an import or an export. */
export const StartCopy = (props: Omit<StartFormProps, 'begun'>) => {
  const words = w().databases.start;
  const [what, setWhat] = useState<What>('sync');
  const [begun, setBegun] = useState<string>();
  const Form = FORMS[what];
  return (
    <section class="card" aria-labelledby="start-title">
      <h2 id="start-title">{words.title}</h2>
      {!props.enabled && <p class="note warn">{w().databases.off}</p>}
      <fieldset class="segments">
        <legend class="unseen">{words.what}</legend>
        {(Object.keys(FORMS) as What[]).map((one) => (
          <label key={one}>
            <input type="radio" name="what" value={one} checked={what === one} onChange={() => setWhat(one)} />
            {words[one]}
          </label>
        ))}
      </fieldset>
      <p class="quiet">{words[TEXTS[what]]}</p>
      <Form
        {...props}
        begun={(title) => {
          setBegun(title);
          void props.state.runs.read();
        }}
      />
      <p class="quiet" role="status" dir="auto">
        {begun !== undefined && `✓ ${words.begun(begun)}`}
      </p>
    </section>
  );
};
