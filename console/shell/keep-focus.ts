/**
 * Keeps the place of who uses the keyboard. The browser gives the focus to nothing when what has it goes: then what is
 * nearest to it and stays is focused.
 */
export const keepFocus = (): void => {
  let goBack: (() => void) | undefined;
  let last: Element | undefined;
  const forget = (): void => {
    last = undefined;
  };
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return;
    last = target;
    goBack = wayBack(target);
  });
  document.addEventListener('focusout', ({ target }) => {
    // Who clicks beside has left it. What the page takes away is gone a moment later.
    setTimeout(() => {
      if (target === last && last?.isConnected === true && document.activeElement === document.body) forget();
    });
  });
  new MutationObserver(() => {
    if (last === undefined || last.isConnected) return;
    const lost = document.activeElement === document.body;
    forget();
    if (lost) goBack?.();
  }).observe(document.body, { childList: true, subtree: true });
};

/**
 * Remembers where something stands, and gives what focuses it; where it is gone by then, its place: of a row the next
 * one or the one before, else what it stood in.
 */
export const wayBack = (to: Element | null): (() => void) => {
  const near: Element[] = [];
  for (let one = to; one !== null; one = one.parentElement) {
    near.push(one);
    if (!ROWS.has(one.tagName)) continue;
    for (const other of [one.nextElementSibling, one.previousElementSibling]) if (other !== null) near.push(other);
  }
  return () => {
    const main = document.getElementById('main');
    const next = to?.isConnected === true ? to : (near.find((one) => main?.contains(one)) ?? main);
    if (!(next instanceof HTMLElement || next instanceof SVGElement)) return;
    next.focus({ preventScroll: true });
    if (document.activeElement === next) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
  };
};

const ROWS: ReadonlySet<string> = new Set(['TR', 'LI', 'ARTICLE']);
