/** Whether a text has the form of a run's id: a UUID in lower case. */
export const isRunId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
