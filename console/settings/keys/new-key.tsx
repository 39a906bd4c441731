import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';
import type { KeyJson } from '../../api/types.js';
import { Name } from '../../shell/name.js';
import { confirm } from '../../shell/confirm.js';
import { w } from '../../words/words.js';
import type { Keys, NewKey } from './keys.js';

/** Asks what the new key may do, and makes it. The dialog is there at once; pipelines to choose from come into it. */
export const askForNewKey = (keys: Keys): void => {
  const pipelines = signal<readonly string[]>([]);
  void keys.pipelines().then((names) => {
    pipelines.value = names;
  });
  const form = createForm();
  const { create } = w().settings.keys;
  confirm({
    title: create.title,
    of: () => form.read().name,
    text: create.text,
    yes: create.yes,
    more: <Fields form={form} pipelines={pipelines} />,
    act: () => keys.create(form.read()),
  });
};

const ROLES = ['viewer', 'operator', 'admin'] as const satisfies readonly KeyJson['role'][];

const createForm = () => {
  const name = signal('');
  const role = signal<KeyJson['role']>('viewer');
  const only = signal<readonly string[]>([]);
  const expires = signal('');
  const perMinute = signal('');
  const atOnce = signal('');
  return {
    ...{ name, role, only, expires, perMinute, atOnce },
    read: (): NewKey => ({
      name: name.value.trim(),
      role: role.value,
      // An admin is for all pipelines.
      ...(role.value === 'admin' || only.value.length === 0 ? {} : { pipelines: only.value }),
      ...(expires.value === '' ? {} : { expires_at: new Date(expires.value).toISOString() }),
      ...(perMinute.value === '' ? {} : { requests_per_minute: Number(perMinute.value) }),
      ...(atOnce.value === '' ? {} : { concurrent_requests: Number(atOnce.value) }),
    }),
  };
};

type Form = ReturnType<typeof createForm>;

const Fields = ({ form, pipelines }: FieldsProps) => {
  const words = w().settings.keys;
  const { create } = words;
  return (
    <div class="stack">
      <div>
        <label for="key-name">{words.name}</label>
        <input
          id="key-name"
          type="text"
          required
          maxLength={64}
          pattern="[A-Za-z0-9][A-Za-z0-9._\-]*"
          autocomplete="off"
          spellcheck={false}
          aria-describedby="key-name-help"
          onInput={(event) => (form.name.value = valueOf(event))}
        />
        <p id="key-name-help" class="quiet">
          {create.nameHelp}
        </p>
      </div>
      <div>
        <label for="key-role">{words.role}</label>
        <select
          id="key-role"
          value={form.role.value}
          aria-describedby="key-role-help"
          onChange={(event) => (form.role.value = valueOf(event) as KeyJson['role'])}
        >
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {w().roles[role]}
            </option>
          ))}
        </select>
        <p id="key-role-help" class="quiet">
          {create.roleHelp[form.role.value]}
        </p>
      </div>
      {form.role.value !== 'admin' && pipelines.value.length > 0 && (
        <fieldset>
          <legend>{create.only}</legend>
          <p class="quiet">{create.onlyHelp}</p>
          {pipelines.value.map((pipeline) => (
            <label key={pipeline} class="check">
              <input
                type="checkbox"
                checked={form.only.value.includes(pipeline)}
                onChange={() => (form.only.value = toggled(form.only.value, pipeline))}
              />
              <Name of={pipeline} />
            </label>
          ))}
        </fieldset>
      )}
      <div>
        <label for="key-expires">{create.expires}</label>
        <input id="key-expires" type="datetime-local" onInput={(event) => (form.expires.value = valueOf(event))} />
      </div>
      <div class="pair">
        <NumberField id="key-rate" label={create.perMinute} most={1_000_000} into={form.perMinute} />
        <NumberField id="key-most" label={create.atOnce} most={10_000} into={form.atOnce} />
      </div>
    </div>
  );
};

interface FieldsProps {
  readonly form: Form;
  readonly pipelines: ReadonlySignal<readonly string[]>;
}

const NumberField = ({ id, label, most, into }: NumberFieldProps) => (
  <div>
    <label for={id}>{label}</label>
    <input
      id={id}
      type="number"
      min={1}
      max={most}
      step={1}
      placeholder={w().settings.keys.noLimit}
      onInput={(event) => (into.value = valueOf(event))}
    />
  </div>
);

interface NumberFieldProps {
  readonly id: string;
  readonly label: string;
  readonly most: number;
  readonly into: Form['atOnce'];
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

const toggled = (names: readonly string[], name: string): readonly string[] =>
  names.includes(name) ? names.filter((one) => one !== name) : [...names, name];
