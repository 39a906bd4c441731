import type { KindNames } from '../kind-names.js';
import type { DumpImportInput, RollbackInput } from './input.js';

export const DUMP_IMPORT: KindNames<DumpImportInput | RollbackInput> = {
  workflow: 'dumpImport',
  title: 'import',
  actions: { rollback: { workflow: 'rollback', title: 'roll back' } },
  launcher: 'launchDumpImport',
  remarks(input) {
    if (input.action === 'rollback') return input.to === undefined ? [] : [`to generation ${input.to}`];
    const { force = false, overrideGuards = [], from } = input;
    return [
      ...(force ? ['whatever freshness says'] : []),
      ...(from === undefined ? [] : [`from the folder "${from}"`]),
      ...(overrideGuards.length === 0 ? [] : [`overriding ${overrideGuards.join(', ')}`]),
    ];
  },
};

/** The workflow id of the cache's second flush, which outlives its run. */
export const flushAgainWorkflowId = (pipeline: string): string => `flush-again/${pipeline}`;
