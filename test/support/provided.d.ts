import 'vitest';

/** What `global-setup.ts` starts once for all files of the project `servers`; read it with `inject`. */
declare module 'vitest' {
  export interface ProvidedContext {
    readonly temporalAddress: string;
    /** The compiled workflow bundle of `npm run build`. */
    readonly workflowBundle: string;
    readonly mariadb: { readonly host: string; readonly port: number; readonly socket: string };
    readonly redisUrl: string;
    readonly sftp: {
      readonly host: string;
      readonly port: number;
      readonly username: string;
      readonly privateKey: string;
      readonly hostKey: string;
      /** Each file creates its own folder below it. */
      readonly root: string;
    };
  }
}
