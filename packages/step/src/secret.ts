import type { Face, SecretInput } from './input.js';

/** Names of keys, which are no secrets: `keyless`, KMS URIs and paths (short, and with a dot, which base64 has not). */
const REFERENCE = /^(keyless|[a-z]+kms:\/\/\S*|(?=.*\.)[\w.~/\\:@-]{1,120})$/;
const ARMOUR = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/;
/** Shorter lines would hide ordinary words of a report. */
const SHORTEST_LINE = 8;

/** The texts to mask for what was given: itself and each of its lines; none for what merely names a key. */
export function secretPartsOf(input: SecretInput, face: Face, text: string): readonly string[] {
  const isReference = 'reference' in input.cli && (face !== 'action' || REFERENCE.test(text));
  if (text === '' || isReference) return [];
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_LINE && !ARMOUR.test(line));
  return [...new Set([text, ...lines])];
}
