import type { ScalarNode } from './node.js';
import type { Report } from './problem.js';

/** Refuses a key that the map has already, and the one that would reach an object's prototype. */
export function checkKey(key: ScalarNode, seen: Set<string>, report: Report): void {
  if (seen.has(key.text)) report('DUPLICATE_KEY', 'a key that this map has already', key.span);
  seen.add(key.text);
  if (key.text === '__proto__') {
    report('FORBIDDEN_KEY', 'a key that changes objects in JavaScript programs', key.span);
  }
}
