/** What the API needs from elsewhere, in the order in which it is told. */
export const DEPENDENCIES = ['temporal', 'worker', 'store', 'target'] as const;

export type Dependency = (typeof DEPENDENCIES)[number];

/** What does not work, and what still does, while a dependency is away. */
export interface Effect {
  readonly stops: string;
  readonly stillWorks: string;
}

export const EFFECTS: Readonly<Record<Dependency, Effect>> = {
  temporal: {
    stops: 'No run starts, ends or can be steered; open runs go on by themselves once it is back',
    stillWorks: 'Status, logs, reports and history are read from the store; what is live stays as it is',
  },
  worker: {
    stops: 'Nothing is carried out: runs that are started wait, and open ones pause, until a worker is back',
    stillWorks: 'Status, logs, reports and history; starts by hand are accepted; what is live stays as it is',
  },
  store: {
    stops: 'Keys of the store cannot be checked; logs, history and the audit cannot be read',
    stillWorks: 'Status, starting and steering with api.key; open runs go on, and record what they did once it is back',
  },
  target: {
    stops: 'Nothing is loaded into it, published or rolled back: runs wait and try again',
    stillWorks: 'Status, logs, reports and history; pipelines that write elsewhere',
  },
};
