import { statfs } from 'node:fs/promises';

/** The disk of a folder, on this machine. */
export interface Disk {
  readonly folder: string;
  /** For this program. */
  readonly freeBytes: number;
  readonly sizeBytes: number;
}

/** By name of the folder; those that do not exist yet are left out. */
export const readDisks = async (folders: Readonly<Record<string, string>>): Promise<Disk[]> => {
  const read = async ([folder, path]: [string, string]): Promise<Disk | undefined> => {
    const disk = await statfs(path).catch(() => undefined);
    if (disk === undefined) return undefined;
    const block = Number(disk.bsize);
    return { folder, freeBytes: Number(disk.bavail) * block, sizeBytes: Number(disk.blocks) * block };
  };
  return (await Promise.all(Object.entries(folders).map(read))).filter((disk) => disk !== undefined);
};
