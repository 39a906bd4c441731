import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The environment in which OpenSSH's programs are answered as a person answers them: yes to the key of a server that
 * they do not know, and the password.
 */
export const typePassword = (folder: string, password: string): Readonly<Record<string, string>> => {
  const program = join(folder, 'answer');
  writeFileSync(program, `#!/bin/sh\ncase "$1" in *yes/no*) echo yes ;; *) echo '${password}' ;; esac\n`);
  chmodSync(program, 0o700);
  return { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':none' };
};
