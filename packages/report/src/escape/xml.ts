import { printable } from '@plumbline/core';

/** Text for XML content and quoted attributes: escaped, without characters outside `Char` of XML 1.0 §2.2. */
export function xmlText(text: string): string {
  return printable(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
