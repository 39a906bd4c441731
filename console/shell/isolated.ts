/** A name within a sentence: its direction does not reach beyond it. Elsewhere `Name` does the same. */
export const isolated = (name: string): string => `\u2068${name}\u2069`;
