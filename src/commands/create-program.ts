import { Command } from 'commander';
import type { CommandContext } from './context.js';
import type { Programs } from './programs/dev.js';
import { addCancelCommand } from './runs/cancel.js';
import { addCheckCommand } from './check.js';
import { addCompletionCommands } from './completion/completion.js';
import { addConnectionsCommands } from './connections/connections.js';
import { addDevCommand } from './programs/dev.js';
import { addCompareCommand } from './pipelines/compare.js';
import { fitted, HELP_LAYOUT } from './output/help-layout.js';
import { addHistoryCommand } from './pipelines/history.js';
import { addPauseCommands } from './pipelines/pause.js';
import { addGenerationsCommand } from './pipelines/generations.js';
import { addInitCommand } from './init/init.js';
import { addAuditCommands } from './audit/audit.js';
import { addNotificationsCommands } from './notifications/notifications.js';
import { addBundleCommand } from './bundle/bundle.js';
import { addKeysCommands } from './keys/keys.js';
import { addLogsCommand } from './runs/logs.js';
import { addPreviewCommand } from './pipelines/preview.js';
import { addProceedCommand } from './runs/proceed.js';
import { addRetryCommand } from './runs/retry.js';
import { addRollbackCommand } from './pipelines/rollback.js';
import { addPublishNowCommand } from './runs/publish-now.js';
import { addVerifyCommand } from './pipelines/verify.js';
import { addRunCommand } from './runs/run.js';
import { addServeCommands } from './programs/serve.js';
import { addRunsCommand } from './runs/runs.js';
import { addStatusCommand } from './runs/status.js';
import { addWatchCommand } from './runs/watch.js';
import { addExportCommand } from './tables/export-rows.js';
import { addImportCommand } from './tables/import-file.js';
import { addRejectsCommand } from './tables/rejects.js';
import { addReplayCommand } from './tables/replay.js';
import { addProjectCommands } from './projects/projects.js';
import { addSourcesCommands } from './sources/sources.js';
import { addSecretsCommands } from './secrets/secrets.js';
import { addStoreCommands } from './store-copy.js';
import { addDatabaseCommands } from './sync/copy-databases.js';

export interface GlobalFlags {
  readonly config?: string;
  readonly url?: string;
}

/** Builds the command line. A command calls for its context when it runs, with the global options. */
export const createProgram = (
  version: string,
  programs: Programs,
  contextOf: (flags: () => GlobalFlags) => CommandContext,
): Command => {
  const program = new Command('stevedore')
    .description('Durable data imports: loaded beside the live data, proved, and put live in one step')
    .version(version)
    .option('-c, --config <file>', 'the configuration (STEVEDORE_CONFIG; default ./stevedore.yaml)')
    .option('--url <url>', 'the API (STEVEDORE_URL; default: what the configuration says)')
    .showHelpAfterError('(see --help)')
    .exitOverride();
  // Global options may follow the command too: `stevedore dev --config FILE`.
  const context = contextOf(() => program.opts());
  program.configureHelp(HELP_LAYOUT).configureOutput({
    writeOut: (text) => context.out(fitted(text, context.outColumns())),
    writeErr: (text) => context.err(fitted(text, context.screen()?.columns)),
  });
  addRunCommand(program, context);
  addStatusCommand(program, context);
  addRunsCommand(program, context);
  addWatchCommand(program, context);
  addRetryCommand(program, context);
  addImportCommand(program, context);
  addExportCommand(program, context);
  addDatabaseCommands(program, context);
  addRejectsCommand(program, context);
  addReplayCommand(program, context);
  addLogsCommand(program, context);
  addCancelCommand(program, context);
  addProceedCommand(program, context);
  addRollbackCommand(program, context);
  addGenerationsCommand(program, context);
  addCompareCommand(program, context);
  addHistoryCommand(program, context);
  addPauseCommands(program, context);
  addVerifyCommand(program, context);
  addPublishNowCommand(program, context);
  addCheckCommand(program, context, programs);
  addPreviewCommand(program, context);
  addInitCommand(program, context);
  addDevCommand(program, context, programs);
  addServeCommands(program, context, programs);
  addConnectionsCommands(program, context);
  addKeysCommands(program, context);
  addAuditCommands(program, context);
  addNotificationsCommands(program, context);
  addProjectCommands(program, context);
  addSourcesCommands(program, context);
  addSecretsCommands(program, context);
  addBundleCommand(program, context, programs);
  addStoreCommands(program, context);
  addCompletionCommands(program, context);
  return program;
};
