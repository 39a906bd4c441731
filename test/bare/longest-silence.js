// Runs a command, passes on what it says and how it ends, and writes its longest silence in milliseconds to a file:
// node longest-silence.js FILE COMMAND...
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const [file, command, ...args] = process.argv.slice(2);
let last = Date.now();
let longest = 0;
const heard = () => {
  longest = Math.max(longest, Date.now() - last);
  last = Date.now();
};
const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
  from.on('data', (chunk) => {
    heard();
    to.write(chunk);
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => {
  heard();
  writeFileSync(file, `${longest}\n`);
  process.exitCode = code ?? 1;
});
