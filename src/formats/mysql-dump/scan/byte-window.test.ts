import { expect, it } from 'vitest';
import { ByteWindow } from './byte-window.js';

const CHUNK = 1_000;

/** Passes chunks through and gives up the bytes before each statement's end, as a scanner does. */
const pass = (statementBytes: number, statements: number, reuses: boolean) => {
  const window = new ByteWindow(0, Infinity, reuses);
  const memories = new Set<unknown>();
  let start = 0;
  let largest = 0;
  const total = statementBytes * statements;
  for (let at = 0; at < total; at += CHUNK) {
    const chunk = Buffer.from(Array.from({ length: CHUNK }, (_, index) => (at + index) % 251));
    start -= window.append(chunk, start, 10 * statementBytes);
    while (window.base + start + statementBytes <= at + CHUNK) {
      const first = window.base + start;
      const body = window.bytes.subarray(start, start + statementBytes);
      expect(body.every((byte, index) => byte === (first + index) % 251)).toBe(true);
      start += statementBytes;
    }
    memories.add(window.bytes);
    largest = Math.max(largest, window.bytes.length);
  }
  return { memories: memories.size, largest };
};

it('keeps its memory where statements are longer than chunks, shorter, and as long', () => {
  for (const statementBytes of [60, 999, 1_000, 1_001, 3_500, 17_003]) {
    const { memories, largest } = pass(statementBytes, 150, true);
    expect(memories, `statements of ${statementBytes} bytes`).toBeLessThanOrEqual(8);
    expect(largest).toBeLessThanOrEqual(3 * (statementBytes + CHUNK));
  }
});

it('takes new memory each time where what it gave out stands', () => {
  expect(pass(3_500, 150, false).memories).toBeGreaterThan(100);
});

it('gives up what one long statement needed', () => {
  const window = new ByteWindow(0, Infinity, true);
  const long = 12 * 1024 * 1024;
  const chunk = Buffer.alloc(1024 * 1024);
  let start = 0;
  for (let read = 0; read < long; read += chunk.length) start -= window.append(chunk, start, 2 * long);
  expect(window.bytes.length).toBeGreaterThanOrEqual(long);
  for (let read = 0; read < 3 * long; read += chunk.length) {
    start = window.length;
    start -= window.append(chunk, start, 2 * long);
  }
  expect(window.bytes.length).toBeLessThanOrEqual(4 * 1024 * 1024);
});
