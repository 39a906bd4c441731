import stringWidth from 'string-width';

export { visible, visibleLine } from '../../contracts/visible.js';

/** The columns that a terminal needs for visible text. */
export const widthOf = (text: string): number => (PLAIN.test(text) ? text.length : stringWidth(text));

const PLAIN = /^[ -~]*$/;

/** Visible text of at most so many columns, its last one `…` where something is missing. */
export const cutToWidth = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 1;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    kept += segment;
  }
  return `${kept}…`;
};
