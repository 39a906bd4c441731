import type { ComponentChildren } from 'preact';
import { goTo } from './route.js';

/** A link to a page of the console: followed without loading it anew, unless the person asks for a tab of its own. */
export const Link = ({ to, class: look, current, label, children }: LinkProps) => (
  <a
    href={to}
    class={look}
    aria-label={label}
    aria-current={current === true ? 'page' : undefined}
    onClick={(event: MouseEvent) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      goTo(to);
    }}
  >
    {children}
  </a>
);

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly current?: boolean;
  /** What it says to who hears it, where its text alone would not. @default its text */
  readonly label?: string;
  readonly children: ComponentChildren;
}
