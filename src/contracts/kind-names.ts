/** What is recorded of a kind of run, and how it is called. */
export interface KindNames<Input> {
  /** Type of its workflow, as histories record it. */
  readonly workflow: string;
  /** How a run is called in Temporal's Web UI, before the pipeline: `import`. */
  readonly title: string;
  /** What else can be done to a pipeline of the kind, by the `action` of the input. @default nothing */
  readonly actions?: Readonly<Record<string, { readonly workflow: string; readonly title: string }>>;
  /** Type of the workflow that its Schedules start. @default 'launchRun' */
  readonly launcher?: string;
  /** Whether a run may be started as a job, of which a pipeline may have several open at once. @default false */
  readonly jobs?: boolean;
  /** What is out of the ordinary in how a run was started. @default nothing */
  remarks?(input: Input): readonly string[];
}
