import type { Caller } from './caller.js';

/** A body's `by` is what its sender says; of a stored key the name is known. */
export const askedBy = <B>(caller: Caller, body: B, takesBy: boolean): B =>
  takesBy && caller.kind === 'stored' ? { ...body, by: caller.name } : body;
