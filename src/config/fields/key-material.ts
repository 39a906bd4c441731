import { resolve } from 'node:path';
import type { LoadContext } from '../load-context.js';
import type { Path } from '../document/problems.js';

/**
 * The PEM or OpenSSH text that a setting holds or names by a path; undefined after adding the problem. `kind` is the
 * word in its first line.
 */
export const readKeyMaterial = (
  setting: string,
  kind: 'PRIVATE KEY' | 'CERTIFICATE',
  path: Path,
  { machine, problems }: LoadContext,
): string | undefined => {
  // An implausible path may be a key that lost its first line, so it is not repeated.
  const file = /^[^\s]{1,200}$/.test(setting) ? `the file "${setting}"` : 'a file';
  const isText = setting.includes('-----BEGIN');
  const text = isText ? setting : readNamedFile(setting);
  if (text === undefined) return undefined;
  if (new RegExp(`-----BEGIN [A-Z0-9 ]*${kind}-----`).test(text)) return text.endsWith('\n') ? text : `${text}\n`;
  const where = isText ? 'holds' : `names ${file}, which holds`;
  problems.add(path, `${where} no ${kind === 'CERTIFICATE' ? 'certificate' : 'private key'} in PEM or OpenSSH format`);
  return undefined;

  function readNamedFile(name: string): string | undefined {
    try {
      return machine.readFile(resolve(machine.workingDirectory, name));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      problems.add(path, `names ${file}, which cannot be read (${code})`);
      return undefined;
    }
  }
};

/** The texts by which a message may quote a key: whole, or by line. */
export const keyLines = (key: string | undefined): string[] =>
  key === undefined
    ? []
    : [key.trim(), ...key.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'))];
