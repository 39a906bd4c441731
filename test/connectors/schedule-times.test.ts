import type { Client } from '@temporalio/client';
import { Cron } from 'croner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { parseCronLine } from '../../src/contracts/schedule/parse-cron-line.js';
import { formatStart, nextStarts } from '../../src/contracts/schedule/starts.js';
import { openZone } from '../../src/contracts/schedule/zone.js';
import { ourStarts } from '../schedules/our-starts.js';
import { createRandom, randomLine } from '../schedules/random-lines.js';
import { serverStarts } from '../schedules/server-starts.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';

const FROM = Date.UTC(2026, 11, 1);
const TO = Date.UTC(2028, 11, 1);
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
/** East and west of Greenwich, steps of half an hour, and a midnight that is skipped. */
const LINES = [
  '0 2 * * *',
  '30 1 * * *',
  '*/30 2 * * *',
  '0 2 1,15 * 1',
  '0 0 2 * * *',
  '*/15 */2 * * *',
  '45 * 1-15 * *',
  '*/30 1-3 * * SUN',
  '0 * * * *',
];

describe('the times of a Schedule', () => {
  let server: TemporalServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTemporal();
    client = connectTemporal({ address: server.address, addressGiven: true, namespace: 'default', tls: 'off' });
  });

  afterAll(async () => {
    await client?.connection.close();
    await server?.stop();
  });

  it.each([...ZONES, 'America/Santiago'])('are for two years in %s what the crontab lines mean', async (zone) => {
    for (const line of LINES) {
      expect([line, await serverStarts(client, line, zone, FROM, TO)]).toEqual([line, ourStarts(line, zone, FROM, TO)]);
    }
  });

  it('are those of forty random lines', async () => {
    const random = createRandom(11);
    for (let index = 0; index < 40; index++) {
      const line = randomLine(random);
      const zone = ZONES[index % ZONES.length] ?? 'UTC';
      expect([line, zone, await serverStarts(client, line, zone, FROM, TO)]).toEqual([
        line,
        zone,
        ourStarts(line, zone, FROM, TO),
      ]);
    }
  });
});

describe('the nights in which the clock changes', () => {
  const starts = (line: string, zone: string, after: string, count: number): string[] =>
    nextStarts(parseCronLine(line), openZone(zone), Date.parse(after), count).map((start) =>
      formatStart(start, openZone(zone)),
    );

  it.each([
    ['0 2 * * *', 'Europe/Berlin', '2027-03-27T12:00:00Z', ['2027-03-28T03:00:00+02:00', '2027-03-29T02:00:00+02:00']],
    ['0 2 * * *', 'Europe/Berlin', '2027-10-30T12:00:00Z', ['2027-10-31T02:00:00+02:00', '2027-11-01T02:00:00+01:00']],
    [
      '30 1 * * *',
      'America/New_York',
      '2027-11-06T12:00:00Z',
      ['2027-11-07T01:30:00-04:00', '2027-11-08T01:30:00-05:00'],
    ],
    [
      '10 2 * * *',
      'Australia/Lord_Howe',
      '2027-10-02T00:00:00Z',
      ['2027-10-03T02:30:00+11:00', '2027-10-04T02:10:00+11:00'],
    ],
    [
      '*/30 * * * *',
      'Europe/Berlin',
      '2027-10-31T00:00:00Z',
      ['2027-10-31T02:30:00+02:00', '2027-10-31T02:00:00+01:00', '2027-10-31T02:30:00+01:00'],
    ],
    [
      '0 2 1,15 * 1',
      'Europe/Berlin',
      '2026-11-26T00:00:00Z',
      ['2026-11-30T02:00:00+01:00', '2026-12-01T02:00:00+01:00'],
    ],
  ])('"%s" in %s after %s starts when a crontab does', (line, zone, after, expected) => {
    expect(starts(line, zone, after, expected.length)).toEqual(expected);
  });

  it('are the same to croner for lines whose hour, minute and second are one number', () => {
    for (const zone of ZONES) {
      for (const line of ['0 2 * * *', '30 1 * * *', '10 2 * * 0', '15 30 2 1 * SUN']) {
        const theirs = new Cron(line, { timezone: zone }).nextRuns(800, new Date(FROM)).map((date) => date.getTime());
        const ours = nextStarts(parseCronLine(line), openZone(zone), FROM, theirs.length);
        expect([line, zone, ours]).toEqual([line, zone, theirs]);
      }
    }
  });
});
