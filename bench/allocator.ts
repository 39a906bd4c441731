/** As the image, the unit in docs/how-to/deployment.md and the command `stevedore` set it for glibc. */
export const ALLOCATOR = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };
