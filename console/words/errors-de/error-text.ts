/** What an error means, and what a person does about it; what stands in backquotes is taken literally. */
export type ErrorText = readonly [means: string, todo: string];
