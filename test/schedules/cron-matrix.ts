import { pathToFileURL } from 'node:url';
import type { Client } from '@temporalio/client';
import { Cron } from 'croner';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { startTemporal } from '../support/temporal-server.js';
import { ourStarts } from './our-starts.js';
import { createRandom, randomLine } from './random-lines.js';
import { serverStarts } from './server-starts.js';

/**
 * Compares 500 random lines in three zones for two years with the server's own word, and with croner; prints what
 * differs.
 */

const FROM = Date.UTC(2026, 11, 1);
const TO = Date.UTC(2028, 11, 1);
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];

const cronerStarts = (line: string, zone: string): number[] => {
  const cron = new Cron(line, { timezone: zone, fixedTimeRule: 'no-wildcard' });
  const starts: number[] = [];
  for (let after = FROM; ; ) {
    const page = cron.nextRuns(2_000, new Date(after)).map((date) => date.getTime());
    starts.push(...page.filter((start) => start < TO));
    const last = page.at(-1);
    if (last === undefined || page.length < 2_000 || last >= TO) return starts;
    after = last;
  }
};

/** Why croner reads a line otherwise; undefined where nothing explains it. */
const reason = (line: string): string | undefined => {
  const fields = line.split(' ').slice(-5);
  const [, hour = '', day = '', , weekday = ''] = fields;
  const clock = line.split(' ').slice(0, -3);
  if (/^\*./.test(day) !== /^\*./.test(weekday) || (/^\*./.test(day) && /^\*./.test(weekday))) {
    return 'a day field such as "*/2": crontab(5) asks both day fields then, croner either';
  }
  if (!hour.startsWith('*') && clock.some((field) => field.includes('*') || field.includes('/'))) {
    return 'fixed hours with a step: croner takes it for a job of every few minutes, and skips the spring night';
  }
  if (hour.startsWith('*') || clock.some((field) => field.includes('*') || field.includes('/'))) return undefined;
  return 'several times in the gap of one night: we start once after it';
};

const difference = (ours: readonly number[], theirs: readonly number[]): string | undefined => {
  const [a, b] = [new Set(ours), new Set(theirs)];
  const only = [
    ...ours.filter((start) => !b.has(start)).map((start) => `+${new Date(start).toISOString()}`),
    ...theirs.filter((start) => !a.has(start)).map((start) => `-${new Date(start).toISOString()}`),
  ];
  return only.length === 0 ? undefined : `${only.length} starts: ${only.slice(0, 3).join(' ')}`;
};

const run = async (client: Client, count: number): Promise<boolean> => {
  const random = createRandom(2027);
  const reasons = new Map<string, string[]>();
  let [starts, wrong, equal] = [0, 0, 0];
  for (let index = 0; index < count; index++) {
    const line = randomLine(random);
    for (const zone of ZONES) {
      const ours = ourStarts(line, zone, FROM, TO);
      starts += ours.length;
      const server = difference(ours, await serverStarts(client, line, zone, FROM, TO));
      if (server !== undefined) {
        wrong++;
        console.log(`SERVER DIFFERS  "${line}" in ${zone}: ${server}`);
      }
      const croner = difference(ours, cronerStarts(line, zone));
      if (croner === undefined) equal++;
      else {
        const why = reason(line) ?? 'UNEXPLAINED';
        reasons.set(why, [...(reasons.get(why) ?? []), `"${line}" in ${zone}: ${croner}`]);
      }
    }
  }
  console.log(
    `${count} lines in ${ZONES.length} zones, ${starts} starts in two years: the server differs in ${wrong}; croner agrees in ${equal} of ${count * ZONES.length}`,
  );
  for (const [why, lines] of reasons)
    console.log(
      `${lines.length} × ${why}\n${lines
        .slice(0, why === 'UNEXPLAINED' ? 40 : 3)
        .map((line) => `    ${line}`)
        .join('\n')}`,
    );
  return wrong === 0;
};

const main = async (): Promise<void> => {
  const server = await startTemporal();
  const client = connectTemporal({ address: server.address, addressGiven: true, namespace: 'default', tls: 'off' });
  try {
    if (!(await run(client, Number(process.argv[2] ?? 500)))) process.exitCode = 1;
  } finally {
    await client.connection.close();
    await server.stop();
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
