import { statfs } from 'node:fs/promises';
import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';

/** The disk of a folder, on this machine; no samples where it does not exist yet. */
export const folderMetrics = (registry: Registry, folders: Readonly<Record<string, string>>): void => {
  const gauge = (name: string, help: string, of: (disk: Awaited<ReturnType<typeof statfs>>) => number) =>
    new Gauge({
      name: `stevedore_folder_${name}_bytes`,
      help,
      labelNames: ['folder'],
      registers: [registry],
      async collect() {
        this.reset();
        for (const [folder, path] of Object.entries(folders)) {
          const disk = await statfs(path).catch(() => undefined);
          if (disk !== undefined) this.set({ folder }, of(disk));
        }
      },
    });
  gauge(
    'free',
    'What is free on the disk of the folder, for this program',
    ({ bavail, bsize }) => Number(bavail) * Number(bsize),
  );
  gauge('size', 'Size of the disk of the folder', ({ blocks, bsize }) => Number(blocks) * Number(bsize));
};
