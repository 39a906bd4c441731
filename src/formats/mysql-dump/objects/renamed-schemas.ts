/** Maps the dump's own names that differ from the target's to the target. */
export const renamedSchemas = (target: string, own: readonly (string | undefined)[]): ReadonlyMap<string, string> =>
  new Map(target === '' ? [] : own.flatMap((name) => (name === undefined || name === target ? [] : [[name, target]])));
