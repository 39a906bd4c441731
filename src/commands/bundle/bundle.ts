import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { LONGEST_PROFILE_SECONDS } from '../../contracts/profile/profile.js';
import { parseDuration } from '../../config/fields/duration.js';
import type { CommandContext } from '../context.js';
import { EXIT } from '../output/exit-code.js';
import type { Programs } from '../programs/dev.js';

interface BundleFlags {
  readonly output?: string;
  readonly runs: number;
  readonly cpuProfile?: number;
}

/** `stevedore bundle`: what somebody who helps needs to see, in one file without secrets. */
export const addBundleCommand = (program: Command, context: CommandContext, programs: Programs): void => {
  program
    .command('bundle')
    .description('put what somebody who helps needs to see into one file, without secrets')
    .option('-o, --output <file>', 'the file (default: ./stevedore-bundle-<time>.tar.gz)')
    .option('--runs <count>', 'how many of the newest runs, with their logs and histories', countOption, 20)
    .option('--cpu-profile <duration>', 'also what the processor of a worker does meanwhile: 30s', secondsOption)
    .addHelpText(
      'after',
      '\nIt asks the API, Temporal and every connection; what does not answer is named in errors.txt and left out.' +
        '\nSecrets of the configuration are masked. Names of tables, files and columns, and what messages say of them, are' +
        '\nin it: look at it before you hand it on.' +
        '\nExit codes: 0 written, with or without gaps, 1 it cannot be written, 2 usage',
    )
    .action(async ({ output, runs, cpuProfile }: BundleFlags) => {
      // Loaded here: the other commands start without connectors.
      const { collectBundle } = await import('./collect-bundle.js');
      const now = new Date();
      const { archive, files, errors } = await collectBundle({
        context,
        programs,
        runs,
        now,
        ...(cpuProfile === undefined ? {} : { profileSeconds: cpuProfile }),
      });
      const file = output ?? `stevedore-bundle-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}.tar.gz`;
      try {
        writeFileSync(file, archive, { mode: 0o600, flag: 'wx' });
      } catch (error) {
        context.err(
          `Cannot write "${file}": ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}; choose another with --output\n`,
        );
        context.exit(EXIT.failed);
        return;
      }
      for (const error of errors) context.err(`left out: ${error}\n`);
      context.out(`${file}\n`);
      context.err(`${files} files, ${Math.ceil(archive.length / 1_024)} KiB. Look at it before you hand it on\n`);
    });
};

const countOption = (text: string): number => {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count <= 200) return count;
  throw new InvalidArgumentError('It is a number from 0 to 200.');
};

const secondsOption = (text: string): number => {
  const seconds = Math.round((parseDuration(text) ?? 0) / 1_000);
  if (seconds >= 1 && seconds <= LONGEST_PROFILE_SECONDS) return seconds;
  throw new InvalidArgumentError(`It is a duration from 1s to ${LONGEST_PROFILE_SECONDS}s.`);
};
