import { options } from 'preact';

/**
 * What turns the rest of a sentence (an override or an isolate of a direction), or steers a terminal that it is copied
 * into: shown as `\u{202E}`. U+2068 and U+2069 stay: they are what `isolated` puts around a name.
 */
const HIDDEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066\u2067]/g;

export const visibleSentence = (text: string): string =>
  text.replaceAll(HIDDEN, (one) => `\\u{${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}}`);

/** Elements that hold sentences of servers: `dir="auto"`. Fields, and what is shown as it is, stay as they are. */
const SENTENCES: ReadonlySet<unknown> = new Set(['p', 'span', 'b', 'li', 'div', 'td', 'dd']);

/**
 * Shows what hides in every sentence that comes from elsewhere, once for all pages: a name is isolated (`Name`), and
 * may be copied; a sentence is read.
 */
export const showHidden = (): void => {
  const before = options.vnode?.bind(options);
  options.vnode = (vnode) => {
    const props = vnode.props as { dir?: unknown; children?: unknown };
    if (props.dir === 'auto' && SENTENCES.has(vnode.type)) props.children = shown(props.children);
    before?.(vnode);
  };
};

const shown = (children: unknown): unknown => {
  if (Array.isArray(children)) return children.map(shown);
  return typeof children === 'string' ? visibleSentence(children) : children;
};
