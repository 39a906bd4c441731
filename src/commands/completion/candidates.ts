import type { Argument, Command, Option } from 'commander';

export interface Candidate {
  readonly value: string;
  readonly about: string;
}

/** What may come next on a line. */
export interface Candidates {
  readonly values: readonly Candidate[];
  /** Names that only the API knows. */
  readonly names?: Names;
  /** Whether a file may come. */
  readonly files: boolean;
}

export type Names = 'pipelines' | 'runs' | 'connections' | 'projects';

/** Finds what the last word may become, from the commands themselves. */
export const candidates = (program: Command, words: readonly string[]): Candidates => {
  const current = words.at(-1) ?? '';
  const { command, given, open } = walk(program, words.slice(0, -1));
  if (open !== undefined) return ofValue(open.argChoices, nameOf(open.flags), open.long ?? '', current);
  if (current.startsWith('-')) return { values: optionsOf(program, command, current), files: false };
  const commands = command
    .createHelp()
    .visibleCommands(command)
    .map((each) => ({ value: each.name(), about: each.description() }))
    .filter(({ value }) => value.startsWith(current));
  if (commands.length > 0 || command.registeredArguments.length === 0) return { values: commands, files: false };
  const argument = argumentAt(command, given);
  if (argument === undefined) return { values: [], files: false };
  return ofValue(argument.argChoices, argument.name(), pathOf(command), current);
};

interface Place {
  readonly command: Command;
  /** How many arguments stand before the current word. */
  readonly given: number;
  /** The option whose value the current word is. */
  readonly open?: Option;
}

const walk = (program: Command, words: readonly string[]): Place => {
  let command = program;
  let given = 0;
  let open: Option | undefined;
  for (const word of words) {
    if (open !== undefined) {
      open = undefined;
    } else if (word.startsWith('-')) {
      const option = [...command.options, ...program.options].find(
        ({ short, long }) => word === short || word === long,
      );
      open = option?.required === true || option?.optional === true ? option : undefined;
    } else {
      const inner = command.commands.find((each) => each.name() === word);
      if (inner === undefined) given += 1;
      else command = inner;
    }
  }
  return { command, given, ...(open === undefined ? {} : { open }) };
};

const optionsOf = (program: Command, command: Command, current: string): Candidate[] =>
  [...command.createHelp().visibleOptions(command), ...(command === program ? [] : program.options)]
    .flatMap(({ long, description }) => (long == null ? [] : [{ value: long, about: description }]))
    .filter(({ value }) => value.startsWith(current));

const argumentAt = (command: Command, given: number): Argument | undefined => {
  const all = command.registeredArguments;
  return all[given] ?? (all.at(-1)?.variadic === true ? all.at(-1) : undefined);
};

const ofValue = (choices: readonly string[] | undefined, name: string, where: string, current: string): Candidates => {
  if (choices !== undefined) {
    const fitting = choices.filter((choice) => choice.startsWith(current));
    return { values: fitting.map((value) => ({ value, about: '' })), files: false };
  }
  const names = NAMES[`${where} ${name}`] ?? NAMES[name];
  return { values: [], files: FILES.has(`${where} ${name}`) || FILES.has(name), ...(names && { names }) };
};

/** `stevedore project run` is `project run`. */
const pathOf = (command: Command): string =>
  command.parent?.parent == null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

/** `-c, --config <file>` is `file`. */
const nameOf = (flags: string): string => /[<[]([^>\].]+)/.exec(flags)?.[1] ?? '';

/** By the name of the argument, or of the command or option and the argument. */
const NAMES: Readonly<Record<string, Names>> = {
  pipeline: 'pipelines',
  '--pipeline name': 'pipelines',
  'compare name': 'pipelines',
  run: 'runs',
  database: 'connections',
  destination: 'connections',
  connection: 'connections',
  '--connection name': 'connections',
  'sync source': 'connections',
  'connections test name': 'connections',
  'project show name': 'projects',
  'project delete name': 'projects',
  'project run name': 'projects',
};

const FILES: ReadonlySet<string> = new Set([
  'file',
  'folder',
  'config',
  'dump',
  'sources sync source',
  'preview source',
]);
