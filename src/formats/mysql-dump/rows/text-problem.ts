import type { PlannedValue } from './row-plan.js';
import type { LiteralContext } from './row-values.js';
import { unquote } from '../tokens/unquote.js';
import { isPlainNumber } from '../values/value-shape.js';
import type { ValueShape } from '../values/value-shape.js';

/**
 * Says why the server would show a value in another text than the dump has, although it stores it correctly: the sums
 * would then differ without damage. The value between `start` and `end` is a string in single quotes, a number or NULL.
 * Returns undefined if the texts are equal.
 */
export const textProblem = (
  bytes: Buffer,
  start: number,
  end: number,
  value: PlannedValue,
  context: LiteralContext,
): string | undefined => {
  const first = bytes[start] as number;
  if (first === 78) return value.autoIncrement ? madeByServer(value) : undefined;
  if (!isAccepted(bytes, start, end, value, context))
    return `column "${value.column}" has a value that the server writes in another way`;
  if (
    value.autoIncrement &&
    !context.zeroIsValue &&
    /^'?0'?$/.test(bytes.toString('latin1', start, Math.min(end, start + 4)))
  ) {
    return madeByServer(value);
  }
  return undefined;
};

const madeByServer = ({ column }: PlannedValue): string => `column "${column}" has values that the server generates`;

const isAccepted = (
  bytes: Buffer,
  start: number,
  end: number,
  value: PlannedValue,
  context: LiteralContext,
): boolean => {
  const { shape, numeric } = value;
  const isString = bytes[start] === 39;
  if (shape === undefined) return isString || numeric || isPlainNumber(bytes, start, end);
  if (!isString) return numeric && shape(bytes, start, end);
  if (hasNoEscape(bytes, start + 1, end - 1)) return shape(bytes, start + 1, end - 1);
  return acceptsUnquoted(bytes, start, end, shape, context);
};

const acceptsUnquoted = (
  bytes: Buffer,
  start: number,
  end: number,
  shape: ValueShape,
  context: LiteralContext,
): boolean => {
  const text = unquote(bytes, start + 1, end - 1, 39, !context.noBackslashEscapes);
  return shape(text, 0, text.length);
};

/** Texts that have a shape are short. */
const hasNoEscape = (bytes: Buffer, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (bytes[at] === 39 || bytes[at] === 92) return false;
  return true;
};
