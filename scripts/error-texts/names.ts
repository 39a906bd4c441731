import type { ErrorText } from './error-text.js';

export const NAMES_ERRORS = {
  CONNECTION_UNKNOWN: {
    means: 'The configuration names no connection of that name.',
    todo: '`stevedore connections list` shows them.',
  },
  DEFINITION_UNKNOWN: {
    means: 'What an import was asked for by API is no longer in the store.',
    todo: 'Start it again.',
  },
  SECRET_UNKNOWN: {
    means: 'A secret that was given by API is no longer in the store.',
    todo: 'Give it again: `stevedore project import FILE`, or `PUT` of the project or connection.',
  },
  SECRETS_UNAVAILABLE: {
    means: '`secrets.key` is missing, or is not the key that a secret was encrypted with.',
    todo: 'Set `secrets.key`, or add the one of before to `secrets.previous_keys`. [Keep secrets that are given by API](../../how-to/secrets.md).',
  },
  PIPELINE_UNKNOWN: {
    means: 'No pipeline of that name is configured.',
    todo: '`stevedore status` lists them. Programs read the configuration when they start.',
  },
  PIPELINE_DISABLED: {
    means: "The pipeline's `enabled` is false.",
    todo: 'Set `enabled: true`, and restart the worker and the server.',
  },
  JOB_UNKNOWN: {
    means: 'There is no import or export of that id.',
    todo: '`GET /v1/imports`, `GET /v1/exports` and `GET /jobs` list them.',
  },
  PROJECT_UNKNOWN: {
    means: 'There is no project of that name.',
    todo: '`GET /projects`, or `stevedore project list`, lists them.',
  },
  NAME_TAKEN: {
    means: 'There is a project, or a connection of projects, of that name.',
    todo: 'Change it with `PUT`, or choose another name.',
  },
  CONNECTION_IN_USE: {
    means: 'A connection of projects cannot be deleted while a project uses it.',
    todo: 'Change or delete those projects first. The message names them.',
  },
  SYNC_UNKNOWN: {
    means: 'There is no sync of that number.',
    todo: 'The table `sync_runs` has them.',
  },
  SYNC_DISABLED: {
    means: 'The configuration has no `source_sync`, which says into what database sources are synced.',
    todo: 'Add it.',
  },
} satisfies Record<string, ErrorText>;
