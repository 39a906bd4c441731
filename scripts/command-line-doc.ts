import type { Argument, Command, Option } from 'commander';
import type { CommandContext } from '../src/commands/context.js';
import { createProgram } from '../src/commands/create-program.js';
import type { Programs } from '../src/commands/programs/dev.js';
import { EXIT } from '../src/commands/output/exit-code.js';

/** The text of docs/reference/command-line.md: every command with its arguments and options. */
export const commandLineDoc = (): string => {
  // Commands are only described here: none is run, so none asks for its context.
  const program = createProgram('', {} as Programs, () => ({}) as CommandContext);
  const commands = program.commands.flatMap((command) => leavesOf(command, []));
  return [
    HEAD,
    '| command | does |',
    '|---|---|',
    ...commands.map(({ path, command }) => `| [\`${path}\`](#${anchor(path)}) | ${cell(command.description())} |`),
    '',
    '## Everywhere',
    '',
    ...optionTable(program.options),
    ...commands.flatMap(sectionOf),
    '',
  ].join('\n');
};

interface Leaf {
  readonly path: string;
  readonly command: Command;
}

const leavesOf = (command: Command, before: readonly string[]): Leaf[] => {
  const path = [...before, command.name()];
  const own = { path: `stevedore ${path.join(' ')}`, command };
  return command.commands.length === 0 ? [own] : command.commands.flatMap((inner) => leavesOf(inner, path));
};

const sectionOf = ({ path, command }: Leaf): string[] => [
  '',
  `## ${path}`,
  '',
  `${sentence(command.description())}`,
  '',
  '```',
  `${path} ${command.usage()}`.trim(),
  '```',
  ...argumentTable(command.registeredArguments),
  ...(command.options.length === 0 ? [] : ['', ...optionTable(command.options)]),
];

const argumentTable = (list: readonly Argument[]): string[] => {
  const described = list.filter(({ description }) => description !== '');
  if (described.length === 0) return [];
  return [
    '',
    '| argument | is |',
    '|---|---|',
    ...described.map((argument) => `| \`${argument.name()}\` | ${cell(argument.description)} |`),
  ];
};

const optionTable = (list: readonly Option[]): string[] => [
  '| option | does | default |',
  '|---|---|---|',
  ...list
    .filter(({ hidden }) => !hidden)
    .map((option) => `| \`${cell(option.flags)}\` | ${cell(option.description)} | ${defaultOf(option)} |`),
];

const defaultOf = ({ defaultValue, negate }: Option): string =>
  defaultValue === undefined || negate || typeof defaultValue === 'boolean' || String(defaultValue) === ''
    ? ''
    : `\`${cell(String(defaultValue))}\``;

/** A bar would end the cell of a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** As the pages of a repository make it of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

const HEAD = `# Command line

What \`stevedore --help\` says, of every command. Made from the program by \`npx tsx scripts/write-command-line-doc.ts\`; a test fails while it is stale.
In a checkout, \`stevedore\` stands for \`node dist/cli.js\`.

Data goes to standard output, messages and progress to standard error. \`--json\` prints one JSON document instead of text. \`NO_COLOR\` switches colours off.

| exit code | means |
|---|---|
| ${EXIT.success} | it was done; with \`--wait\`, the run ended as a success |
| ${EXIT.failed} | it failed, or the run did |
| ${EXIT.usage} | the command line, the request or the configuration is wrong |
| ${EXIT.skipped} | the run was skipped: nothing was newer |
| ${EXIT.cancelled} | the run was cancelled |
| ${EXIT.stillWaiting} | the run goes on, or waits |
| ${EXIT.interrupted} | the command was interrupted by Ctrl-C; a run that it started goes on |
`;
