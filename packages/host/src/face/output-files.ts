import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Ports } from '@plumbline/step';

/** A file that the user wants besides standard output. */
export interface OutputFile<K extends string> {
  readonly kind: K;
  readonly path: string;
}

/** Reads `KIND=FILE`; two files of the same name are refused, as one would be lost. */
export function parseOutputFiles<K extends string>(
  texts: readonly string[],
  kinds: readonly K[],
): Result<readonly OutputFile<K>[], readonly Fault[]> {
  const files = texts.map((text) => parseOutputFile(text, kinds));
  const faults = files.flatMap((file) => (file.ok ? [] : [file.error]));
  const good = files.flatMap((file) => (file.ok ? [file.value] : []));
  const paths = good.map(({ path }) => path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) {
    faults.push(usageFault('OUTPUT_INVALID', `two outputs go to ${twice}`, 'name two files'));
  }
  return faults.length > 0 ? err(faults) : ok(good);
}

/** Writes the files in order, up to the first that cannot be written. */
export function writeOutputFiles<K extends string>(
  files: readonly OutputFile<K>[],
  render: (kind: K) => string,
  ports: Ports,
): Result<void, Fault> {
  for (const { kind, path } of files) {
    const written = ports.writeFile(path, new TextEncoder().encode(render(kind)));
    if (!written.ok) return written;
  }
  return ok(undefined);
}

function parseOutputFile<K extends string>(
  text: string,
  kinds: readonly K[],
): Result<OutputFile<K>, Fault> {
  const [, word, path] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
  const kind = kinds.find((format) => format === word);
  if (kind !== undefined && path !== undefined) return ok({ kind, path });
  return err(
    usageFault(
      'OUTPUT_INVALID',
      `output ${JSON.stringify(text.slice(0, 100))} was not understood; expected KIND=FILE with KIND one of ${kinds.join(', ')}`,
      `output ${kinds[0] ?? 'json'}=FILE`,
    ),
  );
}
