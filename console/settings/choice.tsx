/** What a list is narrowed down to, beside its heading; the first of all choices is none. */
export const Choice = ({ id, label, all, value, options, onChange }: ChoiceProps) => (
  <span class="choice">
    <label for={id}>{label}</label>
    <select id={id} value={value} onChange={(event) => onChange((event.target as HTMLSelectElement).value)}>
      <option value="">{all}</option>
      {options.map(([code, text]) => (
        <option key={code} value={code}>
          {text}
        </option>
      ))}
    </select>
  </span>
);

interface ChoiceProps {
  readonly id: string;
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}
