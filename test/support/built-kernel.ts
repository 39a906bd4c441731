/** Compiles the kernels again, so that tests never use an old one. */
export default async function setup(): Promise<void> {
  await import('../../scripts/build-kernel.js');
}
