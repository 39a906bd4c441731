/**
 * Returns the bytes that a password may stand for, most likely first. A ZIP does not say in which character set its
 * password was typed: Unix tools use UTF-8, Windows tools the ANSI or OEM code page. An ASCII password has one form.
 */
export const passwordBytes = (password: string): readonly Buffer[] => {
  const forms = [Buffer.from(password, 'utf8')];
  const characters = [...password];
  if (characters.every((character) => character <= '\u{7f}')) return forms;
  if (characters.every((character) => character <= '\u{ff}')) forms.push(Buffer.from(password, 'latin1'));
  const oem = characters.map((character) =>
    character <= '\u{7f}' ? character.charCodeAt(0) : OEM_LETTERS.indexOf(character) + 0x80,
  );
  if (oem.every((byte, index) => byte !== 0x7f || characters[index] === '\u{7f}')) forms.push(Buffer.from(oem));
  return forms;
};

/** 0x80 to 0xA5 and 0xE1 of code page 437; page 850 has the letters of Western Europe at the same places. */
const OEM_LETTERS = `ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑ${'\0'.repeat(59)}ß`;
