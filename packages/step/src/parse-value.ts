import { err, ok, parseDuration, parseInstant, type Result } from '@plumbline/core';
import type { Input } from './input.js';

const LONGEST = 100 * 366 * 86_400_000;

/** The typed value of one given text, or what was expected instead. The text is not empty. */
export function parseValue(input: Input, text: string): Result<unknown, string> {
  switch (input.kind) {
    case 'text':
    case 'path':
    case 'list':
      return hasControl(text) ? err('text without control characters') : ok(text);
    case 'secret':
      return ok(text);
    case 'choice':
      return input.choices.includes(text) ? ok(text) : err(input.choices.join(' or '));
    case 'boolean':
      return /^(true|false)$/i.test(text) ? ok(/^t/i.test(text)) : err('true or false');
    case 'duration':
      return durationOf(text);
    case 'time':
      return timeOf(text);
    default:
      return input satisfies never;
  }
}

function durationOf(text: string): Result<number, string> {
  const length = parseDuration(text);
  return length !== null && length > 0 && length <= LONGEST
    ? ok(length)
    : err('a duration of at most 100 years (90d, 12h, 5m)');
}

function timeOf(text: string): Result<Date, string> {
  const time = parseInstant(text);
  return time === null ? err('a time such as 2026-11-21T00:00:00Z') : ok(time);
}

function hasControl(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u001f\u007f-\u009f]/.test(text);
}
