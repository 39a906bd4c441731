import type { Command } from 'commander';
import { Argument } from 'commander';
import type { CommandContext } from '../context.js';
import type { Candidate } from './candidates.js';
import { candidates } from './candidates.js';
import { nameCandidates } from './name-candidates.js';
import { SCRIPTS } from './scripts.js';

/** `completion` prints what a shell loads; `complete`, which it calls, what may come next on its line. */
export const addCompletionCommands = (program: Command, context: CommandContext): void => {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .description('print what makes a shell complete commands, options, pipelines and runs')
    .addHelpText(
      'after',
      '\nbash: source <(stevedore completion bash)                in ~/.bashrc' +
        '\nzsh:  source <(stevedore completion zsh)                 in ~/.zshrc, after compinit' +
        '\nfish: stevedore completion fish | source                 in ~/.config/fish/config.fish',
    )
    .action((shell: keyof typeof SCRIPTS) => context.out(SCRIPTS[shell]));

  program
    .command('complete', { hidden: true })
    .argument('[words...]', 'the words of the line behind "stevedore", the last of them the one that is completed')
    .action(async (words: readonly string[]) => {
      const found = candidates(program, words);
      const names = found.names === undefined ? [] : await nameCandidates(context, found.names);
      context.out([...found.values, ...names.filter(startsWith(words.at(-1) ?? ''))].map(line).join(''));
      if (found.files) context.out(`${FILES}\n`);
    });
};

/** Says that names of files may come too. */
const FILES = ':files';

const startsWith =
  (word: string) =>
  ({ value }: Candidate): boolean =>
    value.startsWith(word);

const line = ({ value, about }: Candidate): string => `${value}\t${about.replaceAll(/\s+/g, ' ')}\n`;
