/** A name as an identifier of MySQL and MariaDB, in backticks. */
export const quoteName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
