/** How requests say who asks. */
export type HttpAuth =
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'header' | 'query'; readonly name: string; readonly value: string };

/** A web service: relative addresses start at its base. */
export interface HttpSettings {
  /** Without credentials, query and fragment. */
  readonly baseUrl: string;
  readonly auth?: HttpAuth;
}
