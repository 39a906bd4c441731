import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../config/load-settings.js';
import { pipelinesOf } from '../../contracts/kinds.js';
import type { Beginning } from './configuration-text.js';
import { BEGINNING_KINDS, configurationText, variablesOf } from './configuration-text.js';

const beginning: Beginning = {
  kind: 'dump-import',
  schema: '../config/stevedore.schema.json',
  timezone: 'Europe/Berlin',
  mysql: { host: 'db.example.org', port: 3307 },
  databases: [
    { name: 'shop', filePattern: 'shop_*' },
    { name: 'a "b" # ${c}: d', filePattern: 'odd_*' },
  ],
  filePatterns: ['shop_*.zip', 'odd_*.zip'],
  zipped: true,
};

const VALUES: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/d',
  PRODUCTION_URL: 'postgres://u:p@127.0.0.1:5432/p',
  LOCAL_URL: 'postgres://u:p@127.0.0.1:5432/l',
  STORE_URL: 'postgres://u:p@127.0.0.1:5432/s',
};

/** The settings of the text once its variables are set. */
const settingsOf = (text: string) => {
  const env = Object.fromEntries(variablesOf(text).map((name) => [name, VALUES[name] ?? 'secret']));
  return loadSettings(text, 'stevedore.yaml', env);
};

describe('the configuration to begin with', () => {
  it.each(BEGINNING_KINDS)('of a %s is valid as it stands once its variables are set', (kind) => {
    const text = configurationText({ ...beginning, kind });
    expect(() => settingsOf(text)).not.toThrow();
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it('has the databases whatever their names are', () => {
    const settings = settingsOf(configurationText(beginning));
    const [pipeline] = pipelinesOf(settings, 'dump-import');
    expect(pipeline?.databases.map(({ name }) => name)).toEqual(['shop', 'a "b" # ${c}: d']);
    expect(pipeline?.scheduleTimezone).toBe('Europe/Berlin');
    expect(settings.mysql).toMatchObject({ address: { host: 'db.example.org', port: 3307 } });
  });

  it('names the variables that it needs, and no secret', () => {
    expect(variablesOf(configurationText(beginning))).toEqual([
      'MYSQL_LOADER_PASSWORD',
      'MYSQL_PUBLISHER_PASSWORD',
      'MYSQL_OWNER_PASSWORD',
      'IMPORT_SCP_HOST',
      'IMPORT_SCP_USER',
      'IMPORT_SCP_PASSWORD',
      'IMPORT_ZIP_PASSWORD',
    ]);
  });
});
