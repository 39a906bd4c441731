import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { StevedoreError } from '../../contracts/errors.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import type { Settings } from '../../contracts/settings.js';
import { targetOf } from '../../contracts/settings.js';
import type { DumpPreview } from '../../dump-import/preview/dump-preview.js';
import { previewAnswer } from '../../dump-import/preview/preview-answer.js';
import type { PreviewOptions } from '../../dump-import/preview/preview-source.js';
import type { CommandContext } from '../context.js';
import { EXIT } from '../output/exit-code.js';
import { formatPreview } from './format-preview.js';
import { showSource } from '../tables/show-source.js';
import { previewCsv } from '../tables/preview-csv.js';
import type { Block } from '../output/block.js';
import { createBlock } from '../output/block.js';
import { visibleLine } from '../output/visible.js';
import { formatBytes } from '../runs/format-run.js';

interface Flags {
  readonly json?: boolean;
  readonly database?: string;
  readonly encoding?: string;
  readonly passwordEnv?: string;
  readonly target: 'mariadb' | 'mysql';
  readonly tempDir?: string;
}

export const addPreviewCommand = (program: Command, context: CommandContext): void => {
  program
    .command('preview')
    .argument(
      '<dump>',
      'a dump (.sql, .sql.gz or .zip), a CSV file (.csv, .tsv or .txt), or a pipeline, whose source is read',
    )
    .description(
      'show what an import would find, how it would load it and what it would refuse, without changing anything; of a CSV file guess its configuration',
    )
    .option('--database <name>', 'for a file: the target database (default: the one that it names)')
    .option('--password-env <name>', 'for a .zip: the environment variable with its password')
    .option('--target <server>', 'for a file: the target server, mariadb or mysql', readFlavor, 'mariadb')
    .option('--temp-dir <directory>', 'where archives are unpacked; everything written there is removed')
    .option('--encoding <name>', 'for a CSV file: its encoding')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 an import would accept it, 1 it would be refused or cannot be read, 2 wrong use',
    )
    .action(async (dump: string, flags: Flags) => {
      if (/\.(csv|tsv|txt)$/i.test(dump)) return previewCsv(dump, flags, context);
      if (!/\.(sql|gz|zip)$/i.test(dump)) {
        const tables = pipelinesOf(await context.settings(), 'table-import').find(({ name }) => name === dump);
        if (tables !== undefined) return showSource(tables, flags, context);
      }
      const found = await previewOf(dump, flags, context);
      const { previews, unasked } = found;
      const answer = previewAnswer(found);
      if (flags.json) context.out(`${JSON.stringify(answer)}\n`);
      else {
        context.out(previews.map((preview) => formatPreview(preview, context.outColumns())).join('\n'));
        if (unasked !== undefined)
          context.out(`\nThe target was not asked, so nothing is compared with what is live: ${unasked}\n`);
      }
      if (!answer.ok) context.exit(EXIT.failed);
    });
};

const previewOf = async (
  dump: string,
  { database, passwordEnv, target, tempDir }: Flags,
  context: CommandContext,
): Promise<{ readonly previews: readonly DumpPreview[]; readonly unasked?: string }> => {
  const { previewFile, previewPipeline } = await import('../../dump-import/preview/preview-source.js');
  const folder = tempDir === undefined ? {} : { tempDir };
  const block = createBlock(context);
  const options: PreviewOptions = { signal: context.interrupted, onProgress: progressOf(context, block), ...folder };
  try {
    if (/\.(sql|gz|zip)$/i.test(dump)) {
      const password = passwordEnv === undefined ? undefined : readPassword(passwordEnv, context);
      const named = { ...(database !== undefined && { database }), ...(password !== undefined && { password }) };
      return { previews: [await previewFile(dump, { ...options, ...named, flavor: target })] };
    }
    const settings = await context.settings();
    const pipeline = findPipeline(settings, dump);
    return await previewPipeline(targetOf(settings), pipeline, { tempDir: pipeline.storage.tempDir, ...options });
  } finally {
    block.draw([]);
  }
};

const findPipeline = (settings: Settings, name: string): DumpImportSettings => {
  const pipelines = pipelinesOf(settings, 'dump-import');
  const found = pipelines.find((pipeline) => pipeline.name === name);
  if (found !== undefined) return found;
  const known = pipelines.map((pipeline) => `"${pipeline.name}"`).join(', ');
  throw new StevedoreError(
    'PIPELINE_UNKNOWN',
    `Cannot preview "${name}": it is neither a .sql, .sql.gz or .zip file nor a dump import; there are ${known}`,
    { details: { pipeline: name } },
  );
};

const readPassword = (name: string, context: CommandContext): string => {
  const password = context.environment(name);
  if (password !== undefined) return password;
  throw new StevedoreError('REQUEST_INVALID', `Cannot read the password: the environment has no variable "${name}"`);
};

const readFlavor = (text: string): 'mariadb' | 'mysql' => {
  if (text === 'mariadb' || text === 'mysql') return text;
  throw new InvalidArgumentError('It is mariadb or mysql.');
};

/** One line that is redrawn, at most ten times a second. */
const progressOf = (
  { redraws }: Pick<CommandContext, 'redraws'>,
  block: Block,
): NonNullable<PreviewOptions['onProgress']> => {
  let last = 0;
  return (step, name, done, total) => {
    if (!redraws || Date.now() - last < 100) return;
    last = Date.now();
    block.draw([`${STEPS[step]} ${visibleLine(name)}: ${formatBytes(done)} of ${formatBytes(total)}`]);
  };
};

const STEPS = { download: 'downloading', extract: 'unpacking', index: 'reading' } as const;
