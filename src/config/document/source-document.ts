import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import type { Path, Position } from './problems.js';

/** A YAML file as plain data that keeps the position of each value. */
export interface SourceDocument {
  readonly data: unknown;
  /** The YAML parser's own complaints. */
  readonly syntaxProblems: readonly { readonly position: Position; readonly text: string }[];
  /** The position of a value, or of the nearest block around it; with `onKey`, of its key. */
  readonly positionOf: (path: Path, onKey?: boolean) => Position | undefined;
}

/** Parses YAML 1.2 with merge keys; a syntax error is in the result and never thrown. */
export const readSourceDocument = (text: string): SourceDocument => {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true });
  const at = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  const syntaxProblems = [...document.errors, ...document.warnings].map((problem) => ({
    position: at(problem.pos[0]),
    text: `is not valid YAML: ${firstLine(problem.message)}`,
  }));
  return {
    data: syntaxProblems.length > 0 ? undefined : plainData(document, syntaxProblems),
    syntaxProblems,
    positionOf: (path, onKey = false) => {
      const offset = offsetOf(document, path, onKey);
      return offset === undefined ? undefined : at(offset);
    },
  };
};

/** Resolving an alias can still fail. */
const plainData = (document: Document, problems: { position: Position; text: string }[]): unknown => {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    const reason = firstLine(error instanceof Error ? error.message : '');
    problems.push({ position: { line: 1, column: 1 }, text: `is not valid YAML: ${reason}` });
    return undefined;
  }
};

const offsetOf = (document: Document, path: Path, onKey: boolean): number | undefined => {
  let node: unknown = document.contents;
  let offset = isNode(node) ? node.range?.[0] : undefined;
  for (const [index, part] of path.entries()) {
    const inner = childOf(resolve(node, document), part);
    if (inner === undefined) break;
    const last = index === path.length - 1;
    offset = (last && onKey ? inner.keyOffset : inner.offset) ?? inner.keyOffset ?? offset;
    node = inner.node;
  }
  return offset;
};

interface Child {
  readonly node: unknown;
  readonly offset: number | undefined;
  readonly keyOffset: number | undefined;
}

const childOf = (node: unknown, part: string | number): Child | undefined => {
  if (isSeq(node) && typeof part === 'number') {
    const item: unknown = node.items[part];
    return item === undefined ? undefined : { node: item, offset: startOf(item), keyOffset: undefined };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part));
  if (pair === undefined) return undefined;
  // A block is shown at its key: its own range begins at its first line.
  const keyOffset = startOf(pair.key);
  return { node: pair.value, offset: isScalar(pair.value) ? startOf(pair.value) : keyOffset, keyOffset };
};

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

const resolve = (node: unknown, document: Document): Node | undefined => {
  if (isAlias(node)) return node.resolve(document);
  return isNode(node) ? node : undefined;
};

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').replace(/[.:]$/, '');
