/** What a person has to know of an error; links are those of a page in docs/reference/errors. */
export interface ErrorText {
  readonly means: string;
  readonly todo: string;
}
