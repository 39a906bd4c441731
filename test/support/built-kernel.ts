/** Compiles the row kernel anew, so that tests never meet an old one. */
export default async function setup(): Promise<void> {
  await import('../../scripts/build-kernel.js');
}
