import * as z from 'zod';
import type { HookSettings } from '../contracts/settings.js';
import { nearestName } from './document/nearest-name.js';
import { defined } from './fields/defined.js';
import { filledText } from './fields/fields.js';
import type { LoadContext } from './load-context.js';

const SHORTEST = 16;
const secret = () => filledText().min(SHORTEST, { error: `must have at least ${SHORTEST} characters` });

/** `hooks:`, by the pipeline that a call starts. */
export const hooksBlock = z.record(
  filledText(),
  z.strictObject({
    secret: z
      .union([secret().transform((one) => [one]), z.array(secret()).min(1)], {
        error: `must be a secret of at least ${SHORTEST} characters, or a list of them`,
      })
      .optional()
      .describe('Calls are signed with it as Standard Webhooks has it: "whsec_" with base64, or any text; or several.'),
    token: secret().optional().describe('Calls send it as "Authorization: Bearer …", where they cannot sign.'),
  }),
);

/** Refuses hooks of no pipeline, and those that nobody could call. */
export const hookSettings = (
  hooks: z.output<typeof hooksBlock>,
  pipelines: readonly string[],
  { problems, missing }: LoadContext,
): Readonly<Record<string, HookSettings>> =>
  Object.fromEntries(
    Object.entries(hooks).map(([name, { secret: secrets = [], token }]) => {
      const meant = nearestName(name, pipelines);
      if (!pipelines.includes(name))
        problems.add(['hooks', name], `names no pipeline${meant === undefined ? '' : `: did you mean "${meant}"?`}`);
      if (secrets.length === 0 && token === undefined) missing(['hooks', name, 'secret'], 'set it, or "token"');
      return [name, { secrets, ...defined({ token }) }];
    }),
  );
