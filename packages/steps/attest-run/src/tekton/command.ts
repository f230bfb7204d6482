import {
  canonicalJson,
  mapGet,
  redact,
  seqItems,
  sha256Hex,
  stringOf,
  type Node,
} from '@plumbline/core';
import type { ObservedFunction } from '../observed.js';

type Kind = ObservedFunction['function']['kind'];
type Command = Pick<ObservedFunction['function'], 'command' | 'text'>;

/** A longer text is told by its digest alone. */
const LONGEST = 64 * 1024;

export function kindOf(step: Node | undefined): Kind {
  if (step === undefined) return 'unknown';
  if (mapGet(step, 'ref') !== undefined) return 'action';
  return stringOf(mapGet(step, 'script')) === undefined ? 'image' : 'script';
}

/** What a step ran, with the values that Tekton put into it. */
export function commandOf(step: Node | undefined): Command {
  const script = stringOf(mapGet(step, 'script'));
  if (script !== undefined) return toldCommand(script);
  const texts = (key: string) => seqItems(mapGet(step, key)).map((each) => stringOf(each) ?? null);
  const [command, args] = [texts('command'), texts('args')];
  return command.length + args.length === 0
    ? NO_COMMAND
    : toldCommand(canonicalJson({ command, args }));
}

export const NO_COMMAND: Command = { command: null, text: null };

/** A text by its digest, and as it is but for what looks like a secret. */
export function toldCommand(text: string): Command {
  const clean = redact(text, []);
  const isTold = clean !== '' && clean.length <= LONGEST;
  return { command: { sha256: sha256Hex(text) }, text: isTold ? clean : null };
}
