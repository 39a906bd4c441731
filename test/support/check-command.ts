import type { Command, Option } from 'commander';
import type { CommandContext } from '../../src/commands/context.js';
import { createProgram } from '../../src/commands/create-program.js';
import type { Programs } from '../../src/commands/programs/dev.js';

// Commands are only looked at: none is run, so none asks for its context.
const program = createProgram('', {} as Programs, () => ({}) as CommandContext);

/**
 * What is wrong with words that follow `stevedore`: an unknown command, option or value, or too few or too many
 * arguments; undefined if nothing is. A mention in a sentence may leave arguments out.
 */
export const commandProblem = (words: readonly string[], { mention = false } = {}): string | undefined => {
  let command: Command = program;
  const given: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('-') && word !== '-' && word !== '--help') {
      const [name = '', value] = word.split('=', 2);
      const option = [...command.options, ...program.options].find(
        ({ short, long }) => name === short || name === long,
      );
      if (option === undefined) return `${nameOf(command)} has no option ${name}`;
      const takes = option.required || option.optional;
      if (takes && value === undefined) at += 1;
      const problem = takes ? valueProblem(option, value ?? words[at]) : undefined;
      if (problem !== undefined) return problem;
      continue;
    }
    const inner = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (inner !== undefined && given.length === 0) command = inner;
    else if (word !== '--help') given.push(word);
  }
  const { registeredArguments: takes } = command;
  const [unknown] = given;
  if (command.commands.length > 0 && unknown !== undefined) return `${nameOf(command)} has no command "${unknown}"`;
  if (command.commands.length > 0 && !mention) return `${nameOf(command)} needs a command`;
  const needed = takes.filter(({ required }) => required).length;
  if (!mention && given.length < needed && !words.includes('--help'))
    return `${nameOf(command)} needs ${needed} arguments, not ${given.length}`;
  if (given.length > takes.length && !takes.some(({ variadic }) => variadic))
    return `${nameOf(command)} takes ${takes.length} arguments, not ${given.length}`;
  return undefined;
};

const valueProblem = (option: Option, value: string | undefined): string | undefined => {
  if (value === undefined) return option.required ? `${option.flags} has no value` : undefined;
  // What stands for a value of the reader's: NAME, <name>, "$NAME".
  if (option.argChoices === undefined || /^[A-Z<$]/.test(value)) return undefined;
  return option.argChoices.includes(value) ? undefined : `${option.flags} is not "${value}"`;
};

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
