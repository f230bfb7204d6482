import { err, ok, sha256Hex, usageFault, type Fault, type Result } from '@plumbline/core';
import { PUBLIC_GOOD } from './public-good.generated.js';
import { readTrustedRoot, type TrustedRoot } from './trusted-root.js';

/** A trusted root as the policy writes it: the embedded one of the public instance, or a file of which the digest is given. */
export type TrustedRootText = 'public-good' | { readonly file: string; readonly sha256: string };

/** By name in the policy. A root is read when it is first needed. */
export type TrustedRoots = Readonly<Record<string, () => TrustedRoot>>;

/** The root of the public sigstore instance as it was when this version was made, and until when its source was valid. */
export const publicGood = {
  version: PUBLIC_GOOD.version,
  expires: PUBLIC_GOOD.expires,
  text: PUBLIC_GOOD.root,
  root: once(() => {
    const read = readTrustedRoot(Buffer.from(PUBLIC_GOOD.root));
    if (!read.ok) throw new Error(read.error);
    return read.value;
  }),
};

/** Reads the roots of a policy; where it names none, the public instance's counts. */
export function loadTrustedRoots(
  texts: Readonly<Record<string, TrustedRootText>>,
  readFile: (path: string) => Result<Uint8Array, Fault>,
): Result<TrustedRoots, Fault> {
  const roots: [string, () => TrustedRoot][] = [];
  for (const [name, written] of Object.entries(texts)) {
    const root = written === 'public-good' ? ok(publicGood.root) : loadFile(written, readFile);
    if (!root.ok) {
      return err({ ...root.error, message: `trust.roots.${name}: ${root.error.message}` });
    }
    roots.push([name, root.value]);
  }
  return ok(roots.length === 0 ? { 'public-good': publicGood.root } : Object.fromEntries(roots));
}

/** The digest stands in the policy, so that the policy's own digest covers whom it trusts. */
function loadFile(
  { file, sha256 }: { readonly file: string; readonly sha256: string },
  readFile: (path: string) => Result<Uint8Array, Fault>,
): Result<() => TrustedRoot, Fault> {
  const bytes = readFile(file);
  if (!bytes.ok) return bytes;
  if (sha256Hex(bytes.value) !== sha256) {
    return err(
      usageFault('ROOT_CHANGED', `${file} does not have the digest that is written there`),
    );
  }
  const root = readTrustedRoot(bytes.value);
  return root.ok
    ? ok(() => root.value)
    : err(usageFault('ROOT_MALFORMED', `${file}: ${root.error}`));
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
