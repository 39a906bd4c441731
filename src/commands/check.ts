import type { Command } from 'commander';
import type { CheckResult } from '../contracts/examine/check-result.js';
import { checkAnswer } from '../contracts/examine/check-result.js';
import type { CommandContext } from './context.js';
import type { Programs } from './programs/dev.js';
import { EXIT } from './output/exit-code.js';
import { styled } from './output/style.js';

export const addCheckCommand = (
  program: Command,
  context: CommandContext,
  { readInstallation }: Pick<Programs, 'readInstallation'>,
): void => {
  program
    .command('check')
    .description('try the configuration and every connection that it names, without changing anything')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', '\nExit codes: 0 all works, 1 something fails, 2 the configuration itself is wrong')
    .action(async (flags: { json?: boolean }) => {
      const settings = await context.settings();
      const results: CheckResult[] = [];
      const report = (result: CheckResult): void => {
        results.push(result);
        if (!flags.json) context.out(formatResult(result));
      };
      report({ what: 'configuration', state: 'ok', text: `"${context.configFile()}" is valid` });
      // Loaded here: the other commands start without connectors.
      const { checksOf } = await import('./checks/checks-of.js');
      for (const check of checksOf(readInstallation, context.openStore))
        for (const result of await check(settings)) report(result);
      const answer = checkAnswer(results);
      if (flags.json) context.out(`${JSON.stringify(answer)}\n`);
      if (!answer.ok) context.exit(EXIT.failed);
    });
};

const STYLE = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

const formatResult = ({ what, state, text, fix }: CheckResult): string => {
  const word = styled(STYLE[state], state.padEnd(4));
  const fixes = (fix ?? []).map((line) => `      ${line}\n`).join('');
  return `${word}  ${what}: ${text}\n${fixes}`;
};
