import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { mend, type Mend, type Outcome } from '@plumbline/controls';
import type { Ports, Target } from '@plumbline/step';
import type { Gathered } from './gather.js';

/** What was written to the files of the target. */
export interface Fixed {
  readonly done: readonly Mend[];
  /** Files that could not be written, and why. */
  readonly unwritten: ReadonlyMap<string, string>;
}

/** Mends in the files of the target what can be mended for certain (`--fix safe`). */
export function fix({ inputs, target, subject, scope, before }: Gathered): Result<Fixed, Fault> {
  if (!['auto', 'none'].includes(inputs.base)) return err(otherBase());
  const mended = mend({ subject, scope, base: before });
  if (!mended.ok) return mended;
  const unwritten = new Map<string, string>();
  for (const [path, texts] of mended.value.files) {
    const written = write(target, path, texts);
    if (!written.ok) unwritten.set(path, written.error.message);
  }
  const done = mended.value.done.filter(({ path }) => !unwritten.has(path));
  return ok({ done, unwritten });
}

function otherBase(): Fault {
  return usageFault(
    'INPUT_INVALID',
    '--fix mends the files of the target and looks at no other state of them',
    'leave --base out',
  );
}

const MARK = '\uFEFF';

/** A byte order mark stays where it is. */
function write(
  { tree, replace }: Target,
  path: string,
  texts: { readonly before: string; readonly after: string },
): Result<void, Fault> {
  const read = tree.read(path);
  if (!read.ok) return read;
  if (replace === undefined) return err(usageFault('FILE_UNWRITABLE', `${path} is no file`));
  const mark = Buffer.from(read.value).toString().startsWith(MARK) ? MARK : '';
  const [before, after] = [Buffer.from(mark + texts.before), Buffer.from(mark + texts.after)];
  return replace(path, { before, after });
}

/** One line for each edit, and for each finding that a fix leaves. */
export function tell({ done, unwritten }: Fixed, { checks }: Outcome, { log }: Ports): void {
  for (const { id, path, line, what } of done) log.info(`fixed  ${id}  ${path}:${line}  ${what}`);
  const left = checks.flatMap(({ id, findings }) =>
    findings
      .filter(({ waiver, known, confidence }) => !waiver && !known && confidence !== 'low')
      .map((finding) => ({ ...finding, id })),
  );
  for (const { id, fix: offered, locations } of left) {
    const [at] = locations;
    if (offered === undefined || at === undefined) continue;
    const why = unwritten.get(at.path) ?? (offered.safe ? NOT_BETTER : offered.what);
    log.info(`left   ${id}  ${at.path}:${at.line}  ${why}`);
  }
}

const NOT_BETTER = 'the change would touch or bring another finding';

/** What was done, in one line. */
export function noteOn({ done }: Fixed): string {
  const files = new Set(done.map(({ path }) => path)).size;
  return done.length === 0
    ? 'nothing could be mended for certain'
    : `${done.length} ${done.length === 1 ? 'finding' : 'findings'} mended in ${files} ${files === 1 ? 'file' : 'files'}`;
}
