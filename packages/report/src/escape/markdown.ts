import { printable } from '@plumbline/core';

/** Text for a Markdown cell or paragraph (GFM): no markup, no HTML, no link, no new cell, no new line. */
export function markdownText(text: string): string {
  return printable(text)
    .replace(/[&<>"|\\`*_~[\]#@!$]/g, entity)
    .replace(/:(?=\/\/)/g, entity)
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}&#46;`)
    .trim();
}

/** The same, set as code. A code span cannot hold every text, so this is the HTML element. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
}

/** Entities never act as structure (CommonMark 0.31.2 §2.5; GFM tables §4.10 split on the character itself). */
function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
