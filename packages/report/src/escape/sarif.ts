import { printable } from '@plumbline/core';

/**
 * A plain text message of SARIF (2.1.0 §3.11.5, §3.11.6) without links and placeholders.
 * Only braces around a number are doubled: the standard wants it for all, but viewers show `${{` as it is written.
 */
export function sarifText(text: string): string {
  return printable(text)
    .replaceAll('](', '] (')
    .replace(/\{(\d+)\}/g, '{{$1}}');
}
