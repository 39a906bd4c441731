/** How requests say who asks. */
export type HttpAuth =
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'header' | 'query'; readonly name: string; readonly value: string }
  | OAuthClient;

/** OAuth 2 with the client's own credentials (RFC 6749, 4.4). */
export interface OAuthClient {
  readonly type: 'oauth2';
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** @default what the server gives */
  readonly scope?: string;
  /** As some servers want it. @default none */
  readonly audience?: string;
  /** Where the client's credentials stand. @default 'basic' */
  readonly sendAs?: 'basic' | 'body';
}

/** A web service: relative addresses start at its base. */
export interface HttpSettings {
  /** Without credentials, query and fragment. */
  readonly baseUrl: string;
  readonly auth?: HttpAuth;
}
