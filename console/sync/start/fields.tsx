import type { ComponentChildren } from 'preact';
import type { Problem } from '../../api/ask.js';
import type { DatabaseJson } from '../../api/types.js';
import { Name } from '../../shell/name.js';
import { ProblemNote } from '../../shell/problem-note.js';
import { w } from '../../words/words.js';

/** A form whose button does one thing at a time, and says why it could not. */
export const StartForm = ({ label, button, enabled, busy = false, problem, submit, children }: StartFormFrame) => (
  <form
    class="start-form"
    aria-label={label}
    onSubmit={(event) => {
      event.preventDefault();
      submit();
    }}
  >
    {children}
    {problem !== undefined && <ProblemNote problem={problem} />}
    {/* It stays focusable while it is busy: the focus is not lost. */}
    <button type="submit" class="main" disabled={!enabled} aria-disabled={busy} aria-busy={busy}>
      {button}
    </button>
  </form>
);

interface StartFormFrame {
  readonly label: string;
  readonly button: string;
  readonly enabled: boolean;
  /** @default false */
  readonly busy?: boolean;
  /** @default nothing has failed */
  readonly problem?: Problem | undefined;
  readonly submit: () => void;
  readonly children: ComponentChildren;
}

/** A choice among databases; those that may not be written cannot be chosen where it is written, and say why. */
export const DatabaseSelect = ({ id, label, databases, value, set, written = false }: DatabaseSelectProps) => {
  const words = w().databases.start;
  const refused = written ? databases.filter(({ destination }) => !destination) : [];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        required
        value={value}
        aria-describedby={refused.length > 0 ? `${id}-refused` : undefined}
        onChange={(event) => set((event.target as HTMLSelectElement).value)}
      >
        {databases.map(({ name, destination }) => (
          <option key={name} value={name} disabled={written && !destination}>
            {written && !destination ? words.refused(name) : name}
          </option>
        ))}
      </select>
      {refused.length > 0 && (
        <details id={`${id}-refused`} class="refused">
          <summary>
            {refused.length === databases.length ? words.noDestination : words.refusals(refused.length)}
          </summary>
          <ul>
            {refused.map(({ name, refusal }) => (
              <li key={name}>
                <b>
                  <Name of={name} />
                </b>
                : <span dir="auto">{refusal}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
};

interface DatabaseSelectProps {
  readonly id: string;
  readonly label: string;
  readonly databases: readonly DatabaseJson[];
  readonly value: string;
  readonly set: (name: string) => void;
  /** Whether it is written. @default false */
  readonly written?: boolean;
}

/** Names with commas. */
export const NamesField = ({ id, label, help, value, set }: NamesFieldProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    <input
      id={id}
      value={value}
      autocomplete="off"
      spellcheck={false}
      aria-describedby={`${id}-help`}
      onInput={(event) => set((event.target as HTMLInputElement).value)}
    />
    <span id={`${id}-help`} class="quiet">
      {help}
    </span>
  </div>
);

interface NamesFieldProps {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly set: (text: string) => void;
}

/** The names that such a field holds; none if it is empty. */
export const namesIn = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** One of several, all of them seen. */
export const Choices = <T extends string>({ name, legend, choices, value, set }: ChoicesProps<T>) => (
  <fieldset class="field choices">
    <legend>{legend}</legend>
    {choices.map(([one, label]) => (
      <label key={one} class="check">
        <input type="radio" name={name} value={one} checked={value === one} onChange={() => set(one)} />
        {label}
      </label>
    ))}
  </fieldset>
);

interface ChoicesProps<T extends string> {
  readonly name: string;
  readonly legend: string;
  readonly choices: readonly (readonly [value: T, label: string])[];
  readonly value: T;
  readonly set: (value: T) => void;
}
