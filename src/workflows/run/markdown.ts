/** Names that a person has given, in a code span: nothing in it is Markdown. */
export const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;

/** The marks of Markdown and HTML, as themselves. */
export const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>#|~!]/g, '\\$&').replaceAll('\n', ' ');

/** A number with its thousands apart. */
export const count = (number: number): string => String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ');
