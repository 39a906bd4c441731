import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';
import type { Disk } from '../health/read-disks.js';
import { readDisks } from '../health/read-disks.js';

/** The disk of a folder, on this machine; no samples where it does not exist yet. */
export const folderMetrics = (registry: Registry, folders: Readonly<Record<string, string>>): void => {
  const gauge = (name: string, help: string, of: (disk: Disk) => number) =>
    new Gauge({
      name: `stevedore_folder_${name}_bytes`,
      help,
      labelNames: ['folder'],
      registers: [registry],
      async collect() {
        this.reset();
        for (const disk of await readDisks(folders)) this.set({ folder: disk.folder }, of(disk));
      },
    });
  gauge('free', 'What is free on the disk of the folder, for this program', ({ freeBytes }) => freeBytes);
  gauge('size', 'Size of the disk of the folder', ({ sizeBytes }) => sizeBytes);
};
