import type { UploadFolder } from '../../connectors/disk/upload-folder.js';

/** A folder into which nothing comes; `refuse` rejects with the reason. */
export const noUploads = (refuse: () => Promise<never>): UploadFolder => ({
  receive: refuse,
  keep: refuse,
  moveTo: refuse,
  note: refuse,
  find: () => Promise.resolve(undefined),
  discard: () => Promise.resolve(),
  list: () => Promise.resolve([]),
  remove: () => Promise.resolve(),
});
