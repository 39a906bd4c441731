import type { KindNames } from '../kind-names.js';
import type { MaintenanceInput } from './input.js';

export const MAINTENANCE: KindNames<MaintenanceInput> = {
  workflow: 'maintenance',
  title: 'maintain',
  remarks: ({ tasks, pipelines }) => [
    ...(tasks === undefined ? [] : [`only ${tasks.join(', ')}`]),
    ...(pipelines === undefined ? [] : [`of ${pipelines.join(', ')}`]),
  ],
};
