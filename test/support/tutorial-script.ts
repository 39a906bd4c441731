import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TutorialOptions {
  /** By variable: what stands between the quotes of `NAME='…'` on the page; each must be there. */
  readonly own: Readonly<Record<string, string>>;
  /** Blocks that are left out, by a text that they contain; each must be there. @default none */
  readonly without?: readonly string[];
  /** Commands before a block, by a text that it contains. */
  readonly before?: Readonly<Record<string, string>>;
}

/**
 * The commands of a tutorial's page in their order, as one script of bash that stops at the first that fails and says
 * which block it is at. Changed are only the values that the page tells its reader to change; what the page runs in a
 * second terminal goes to the background until the script ends, with its output in `dev.log`.
 */
export const tutorialScript = (file: string, { own, without = [], before = {} }: TutorialOptions): string => {
  const blocks = shellBlocks(readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8'));
  for (const text of [...without, ...Object.keys(before)]) {
    if (!blocks.some((block) => block.includes(text))) throw new Error(`"${file}" has no block with "${text}"`);
  }
  const kept = blocks.filter((block) => !without.some((text) => block.includes(text)));
  const pieces = kept.map((block, at) => {
    const first = Object.entries(before).filter(([text]) => block.includes(text));
    return [...first.map(([, commands]) => commands), `echo '--- ${file}, block ${at + 1}'`, inBackground(block)].join(
      '\n',
    );
  });
  return `set -euo pipefail\n${fillIn(file, pieces.join('\n'), own)}`;
};

/** The blocks of a page that a reader types. */
export const shellBlocks = (page: string): string[] =>
  [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);

const fillIn = (file: string, script: string, own: TutorialOptions['own']): string =>
  Object.entries(own).reduce((text, [name, value]) => {
    const place = new RegExp(`^export ${name}='[^']*'$`, 'm');
    if (!place.test(text)) throw new Error(`"${file}" has no line "export ${name}='…'"`);
    if (value.includes("'")) throw new Error(`The value of ${name} has a quote`);
    return text.replace(place, () => `export ${name}='${value}'`);
  }, script);

const inBackground = (block: string): string =>
  block.replace(/^stevedore dev$/m, () =>
    [
      // Not the function: the signal has to reach the program itself.
      'node dist/cli.js dev > dev.log 2>&1 & dev=$!',
      // Servers that were started before, by whoever runs the script, end after it.
      "trap 'code=$?; kill $dev 2>/dev/null; wait $dev || true; ${stop_servers:-:}; [ $code = 0 ] || tail -n 40 dev.log' EXIT",
      "for i in $(seq 600); do grep -q '^API  ' dev.log && break; kill -0 $dev || { cat dev.log; exit 1; }; sleep 0.2; done",
      "grep -q '^API  ' dev.log",
    ].join('\n'),
  );
