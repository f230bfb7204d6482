import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';

/** Digests and bases of images by name and tag. */
export interface Pins {
  readonly pins: ReadonlyMap<string, string>;
  readonly bases: ReadonlyMap<string, string>;
}

/** Reads `--image NAME:TAG@sha256:HEX` and `--base NAME:TAG=BASE`. */
export function readPins(inputs: {
  readonly image: readonly string[];
  readonly base: readonly string[];
}): Result<Pins, Fault> {
  const pins = readAll(inputs.image, IMAGE, '--image NAME:TAG@sha256:HEX');
  if (!pins.ok) return pins;
  const bases = readAll(inputs.base, BASE, '--base NAME:TAG=BASE');
  return bases.ok ? ok({ pins: pins.value, bases: bases.value }) : bases;
}

const IMAGE = /^([^\s@]+:[\w.-]+)@(sha256:[0-9a-f]{64})$/;
const BASE = /^([^\s=@]+:[\w.-]+)=(\S+)$/;

function readAll(
  texts: readonly string[],
  form: RegExp,
  example: string,
): Result<ReadonlyMap<string, string>, Fault> {
  const read = new Map<string, string>();
  for (const text of texts) {
    const [, name, value] = form.exec(text) ?? [];
    if (name === undefined || value === undefined || read.has(name)) {
      const why = name === undefined ? 'was not understood' : 'is given twice';
      return err(
        usageFault('INPUT_INVALID', `${JSON.stringify(text.slice(0, 200))} ${why}`, example),
      );
    }
    read.set(name, value);
  }
  return ok(read);
}
