/** A file that somebody has named by its address. */
export interface UrlSource {
  readonly kind: 'url';
  /** http or https, without credentials. */
  readonly url: string;
}
