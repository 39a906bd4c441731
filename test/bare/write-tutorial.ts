import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { tutorialScript } from '../support/tutorial-script.js';
import { typePassword } from '../support/type-password.js';

/**
 * Writes the nightly import's tutorial as a script of a bare machine: write-tutorial.ts TREE FOLDER, which puts
 * tutorial.sh and what it needs into the FOLDER of that TREE. The servers that the page asks for are started by hand
 * before its second step; the network is this machine's, so their ports are free ones.
 */
const [tree = '', folder = ''] = process.argv.slice(2);
const password = 'of-the-exports';
const [database, ssh, api] = [await freePort(), await freePort(), await freePort()];
const place = join(tree, folder);
mkdirSync(place, { recursive: true });
const typed = Object.entries(typePassword(place, password)).map(
  ([name, value]) => `export ${name}='${value.replace(place, folder)}'`,
);
const script = tutorialScript('docs/tutorials/nightly-import.md', {
  own: {
    DB_PORT: String(database),
    DB_PASSWORD: 'of-the-admin',
    IMPORT_SCP_HOST: '127.0.0.1',
    IMPORT_SCP_PORT: String(ssh),
    IMPORT_SCP_PASSWORD: password,
    IMPORT_FOLDER: '/srv/exports',
  },
  before: {
    'umask 077': `. ${folder}/start-servers.sh`,
    'stevedore dev': `sed -i 's/port: 8080/port: ${api}/' stevedore.yaml`,
  },
});
writeFileSync(
  join(place, 'tutorial.sh'),
  [...typed, `database_port=${database} ssh_port=${ssh} sftp_password='${password}'`, script].join('\n'),
);
chmodSync(join(place, 'tutorial.sh'), 0o755);
