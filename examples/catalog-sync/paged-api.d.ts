export interface MusicItem {
  readonly id: number;
  readonly name: string;
  readonly artist: { readonly name: string };
  readonly category: string;
}

export interface PagedApi {
  readonly url: string;
  readonly state: { items: readonly MusicItem[]; asked: number[] };
  stop(): Promise<void>;
}

export declare const someMusic: (count: number) => MusicItem[];

export declare const startPagedApi: (options?: {
  readonly items?: readonly MusicItem[];
  readonly token?: string;
  readonly port?: number;
  readonly answer?: (page: number) => Promise<{ readonly status: number; readonly body: unknown } | undefined>;
}) => Promise<PagedApi>;
