import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installationIncomplete } from '../contracts/installation-incomplete.js';

/** The WebAssembly of a file that `npm run build` compiles. Throws INSTALLATION_INCOMPLETE if it is not there. */
export const compileKernel = (file: URL): WebAssembly.Module => {
  try {
    return new WebAssembly.Module(readFileSync(file));
  } catch (cause) {
    throw installationIncomplete(fileURLToPath(file), cause);
  }
};
