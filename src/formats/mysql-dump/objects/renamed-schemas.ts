/** The dump's own names that are not the target's: in objects they mean the target. */
export const renamedSchemas = (target: string, own: readonly (string | undefined)[]): ReadonlyMap<string, string> =>
  new Map(target === '' ? [] : own.flatMap((name) => (name === undefined || name === target ? [] : [[name, target]])));
