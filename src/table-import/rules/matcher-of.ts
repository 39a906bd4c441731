import { RE2JS } from 're2js';

/** Finds a pattern anywhere in a value, in time linear in its length. Throws where the pattern is not RE2's. */
export const matcherOf = (pattern: string): ((value: string) => boolean) => {
  const compiled = RE2JS.compile(pattern);
  return (value) => compiled.matcher(value).find();
};
