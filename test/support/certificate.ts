import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './child-process.js';

export interface Certificate {
  /** PEM; its own authority. */
  readonly text: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Makes a self-signed certificate for `127.0.0.1` in the folder, with Debian's `openssl`. */
export const makeCertificate = async (folder: string): Promise<Certificate> => {
  const [certFile, keyFile] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile];
  await runProgram('openssl', ['req', '-x509', '-days', '2', ...key, '-out', certFile, ...name]);
  return { text: readFileSync(certFile, 'utf8'), certFile, keyFile };
};
