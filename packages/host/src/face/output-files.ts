import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Ports } from '@plumbline/step';
import { FORMATS, type Format } from './render.js';

/** A file that the user wants besides standard output. */
export interface OutputFile {
  readonly kind: Format;
  readonly path: string;
}

/** Reads `KIND=FILE`; two files of the same name are refused, as one would be lost. */
export function parseOutputFiles(
  texts: readonly string[],
): Result<readonly OutputFile[], readonly Fault[]> {
  const files = texts.map(parseOutputFile);
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
export function writeOutputFiles(
  files: readonly OutputFile[],
  render: (kind: Format) => string,
  ports: Ports,
): Result<void, Fault> {
  for (const { kind, path } of files) {
    const written = ports.writeFile(path, new TextEncoder().encode(render(kind)));
    if (!written.ok) return written;
  }
  return ok(undefined);
}

function parseOutputFile(text: string): Result<OutputFile, Fault> {
  const [, word, path] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
  const kind = FORMATS.find((format) => format === word);
  if (kind !== undefined && path !== undefined) return ok({ kind, path });
  return err(
    usageFault(
      'OUTPUT_INVALID',
      `output ${JSON.stringify(text.slice(0, 100))} was not understood; expected KIND=FILE with KIND one of ${FORMATS.join(', ')}`,
      'output sarif=plumbline.sarif',
    ),
  );
}
