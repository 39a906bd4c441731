// The help of many commands by one process: print-help.js CLI COMMAND..., each with its words in one argument.
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [, , cli = '', ...commands] = process.argv;
/** Each command listens for errors of the streams. */
for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0);
const { main } = await import(pathToFileURL(cli).href);
for (const command of commands) {
  const code = await main(['node', 'stevedore', ...command.split(' ').filter((word) => word !== ''), '--help'], process.env);
  if (code !== 0) process.exit(code);
}
