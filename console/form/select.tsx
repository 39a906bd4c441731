/** A choice of one among several, by their values. */
export const Select = ({ id, value, options, onChange, label, invalid, describedBy }: SelectProps) => (
  <select
    id={id}
    value={value}
    aria-label={label}
    aria-invalid={invalid === true ? 'true' : undefined}
    aria-describedby={describedBy}
    onChange={(event) => onChange((event.target as HTMLSelectElement).value)}
  >
    {options.map(([one, text]) => (
      <option key={one} value={one} selected={one === value}>
        {text}
      </option>
    ))}
  </select>
);

interface SelectProps {
  readonly id: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
  /** Where no label element names it. */
  readonly label?: string;
  readonly invalid?: boolean;
  readonly describedBy?: string;
}
