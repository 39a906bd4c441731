import type { ActivityInterfaceFor, ActivityOptions, UntypedActivities } from '@temporalio/workflow';
import { proxyActivities } from '@temporalio/workflow';

/** What each activity does, in words for whoever reads a history: the verb early, no name of the code. */
export type StepTitles<A> = Readonly<Record<keyof A & string, string>>;

/**
 * Activities whose calls bear their title as summary, so that the Web UI shows words beside their names; a call that
 * gives a summary of its own keeps it. Summaries are no part of what a replay compares.
 */
export const proxySteps = <A = UntypedActivities>(
  titles: StepTitles<A>,
  options: ActivityOptions,
): ActivityInterfaceFor<A> => {
  const plain = proxyActivities<A>(options) as Readonly<Record<string, AnyStep>>;
  return new Proxy(
    {},
    {
      get: (_, name) => {
        const step = plain[String(name)];
        const summary = (titles as Readonly<Record<string, string>>)[String(name)];
        if (step === undefined || summary === undefined) return step;
        const call = (...args: readonly unknown[]) => step.executeWithOptions({ summary }, args);
        return Object.assign(call, {
          executeWithOptions: (own: ActivityOptions, args: readonly unknown[]) =>
            step.executeWithOptions({ summary, ...own }, args),
        });
      },
    },
  ) as ActivityInterfaceFor<A>;
};

interface AnyStep {
  executeWithOptions(options: ActivityOptions, args: readonly unknown[]): Promise<unknown>;
}
