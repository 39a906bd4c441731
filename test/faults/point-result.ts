/** One line of the kill matrix. */
export interface PointResult {
  /** Where it was meant to strike. */
  readonly point: string;
  /** What it struck: proof that it fired there. */
  readonly struck: string;
  /** What readers saw right after the strike. */
  readonly shown: 'old' | 'new' | 'mixed';
  readonly settlement: string;
  readonly ms: number;
  /** Empty where everything held. */
  readonly problems: readonly string[];
}

/** The line as text. */
export const formatPoint = ({ point, struck, shown, settlement, ms, problems }: PointResult): string => {
  const verdict = problems.length === 0 ? 'ok  ' : 'FAIL';
  const line = `${verdict} ${point.padEnd(22)} ${shown.padEnd(5)} ${settlement.padEnd(9)} ${String(ms).padStart(6)} ms  ${struck.slice(0, 100)}`;
  return [line, ...problems.map((problem) => `       ${problem}`)].join('\n');
};
