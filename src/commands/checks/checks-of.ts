import { checkConnections } from './check-connections.js';
import { checkDatabaseSync } from './databases/check-database-sync.js';
import { checkDisk } from './check-disk.js';
import { checkMysql } from './check-mysql.js';
import { checkRedis } from './check-redis.js';
import { checkSources } from './check-sources.js';
import { checkSourceSync } from './check-source-sync.js';
import { checkSchedule } from './check-schedule.js';
import { checkServer } from './check-server.js';
import { checkSftp } from './check-sftp.js';
import { checkStore } from './check-store.js';
import { checkTarget } from './check-target.js';
import { checkTemporal } from './check-temporal.js';
import type { CommandContext } from '../context.js';
import type { Programs } from '../programs/dev.js';

/** The checks of `stevedore check`, in order. */
export const checksOf = (readInstallation: Programs['readInstallation'], openStore: CommandContext['openStore']) =>
  [
    checkSchedule,
    checkTemporal(readInstallation),
    checkSftp,
    checkMysql,
    checkServer,
    checkTarget,
    checkConnections,
    checkSources,
    checkSourceSync,
    checkDatabaseSync,
    checkRedis,
    checkStore(openStore),
    checkDisk,
  ] as const;
