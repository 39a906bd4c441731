import type { ComponentChildren } from 'preact';

/** A labelled control, with what helps to fill it below. */
export const Field = ({ label, id, help, wide = false, children }: FieldProps) => (
  <div class={wide ? 'field wide' : 'field'}>
    <label for={id}>{label}</label>
    {children}
    {help !== undefined && (
      <p id={`${id}-help`} class="quiet field-help">
        {help}
      </p>
    )}
  </div>
);

interface FieldProps {
  readonly label: string;
  /** Of the control. */
  readonly id: string;
  readonly help?: string;
  /** Takes a row of its own. @default false */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}
