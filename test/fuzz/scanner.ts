/**
 * Compares the statement scanner and the row parser with slow references that share no code with them, on generated
 * inputs.
 *
 *     npm run fuzz -- --inputs 1000000 [--seed 1]
 *
 * Each input has a number; the first that differs is printed and ends the run with code 1, and `--seed N --inputs 1`
 * repeats it.
 */
import { parseArgs } from 'node:util';
import { compareOn } from './compare.js';
import type { Answers } from './compare.js';

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const inputs = Number(values.inputs);
const first = Number(values.seed);
if (!Number.isSafeInteger(inputs) || inputs < 1 || !Number.isSafeInteger(first))
  throw new Error('--inputs and --seed are whole numbers');

const answers: Answers = new Map();
const started = performance.now();
for (let seed = first; seed < first + inputs; seed++) {
  const difference = compareOn(seed, answers);
  if (difference !== undefined) {
    process.stdout.write(`${JSON.stringify(difference, undefined, 2)}\n`);
    process.exit(1);
  }
}
const seconds = ((performance.now() - started) / 1_000).toFixed(1);
const told = [...answers].sort().map(([answer, times]) => `  ${answer}: ${times}\n`);
process.stdout.write(
  `${inputs} inputs to each of scanner and row parser, no difference, ${seconds} s\n${told.join('')}`,
);
