import type { ComponentChildren } from 'preact';

/**
 * A button that sometimes does nothing, while it is busy or where there is nothing to do. It keeps the focus meanwhile,
 * which the browser takes from one that is disabled.
 */
export const SteadyButton = ({
  onClick,
  off = false,
  busy = false,
  class: look,
  label,
  children,
}: SteadyButtonProps) => (
  <button
    type="button"
    class={look}
    aria-label={label}
    aria-disabled={off || busy}
    aria-busy={busy}
    onClick={() => {
      if (!off && !busy) onClick();
    }}
  >
    {children}
  </button>
);

interface SteadyButtonProps {
  readonly onClick: () => void;
  /** Whether there is nothing to do. @default false */
  readonly off?: boolean;
  /** Whether it is being done. @default false */
  readonly busy?: boolean;
  readonly class?: string | undefined;
  /** What it says to who hears it, where its text alone would not. @default its text */
  readonly label?: string;
  readonly children: ComponentChildren;
}
