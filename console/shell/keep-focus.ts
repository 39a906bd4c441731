/**
 * Keeps the place of who uses the keyboard after a dialog. Closing one focuses what has opened it; when that goes, at
 * once or by what the answer brings about, what is nearest to it and stays is focused. Ends when the person goes
 * elsewhere.
 */
export const keepFocus = (opener: Element | null): void => {
  const around: HTMLElement[] = [];
  for (let one = opener?.parentElement ?? null; one !== null; one = one.parentElement) around.push(one);
  const stop = (): void => {
    observer.disconnect();
    document.removeEventListener('focusin', moved);
    clearTimeout(timer);
  };
  const look = (): void => {
    const now = document.activeElement;
    if (now !== null && now === opener && now.isConnected) return;
    stop();
    if (now !== null && now !== document.body) return;
    const main = document.getElementById('main');
    const next = around.find((one) => one.isConnected && one !== document.body && main?.contains(one)) ?? main;
    if (next !== null && next.tabIndex < 0) next.tabIndex = -1;
    next?.focus({ preventScroll: true });
  };
  // The person, or what was focused for them, has another place.
  const moved = ({ target }: FocusEvent): void => {
    if (target !== opener) stop();
  };
  document.addEventListener('focusin', moved);
  const observer = new MutationObserver(look);
  const timer = setTimeout(stop, LONGEST_MS);
  observer.observe(document.body, { childList: true, subtree: true });
};

/** By then an answer has changed what it changes. */
const LONGEST_MS = 120_000;
