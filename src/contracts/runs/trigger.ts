export type Trigger = 'schedule' | 'api' | 'cli';
