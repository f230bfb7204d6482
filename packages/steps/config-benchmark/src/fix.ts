import { err, ok, usageFault, type Check, type Fault, type Result } from '@plumbline/core';
import { mend, type Mend } from '@plumbline/controls';
import type { Ports, StepResult, Target } from '@plumbline/step';
import { gather, type Gathered } from './gather.js';

type Judge = (gathered: Gathered, ports: Ports) => Promise<Result<StepResult, Fault>>;

/** Mends in the files of the target what can be mended for certain (`--fix safe`), and judges them as they are then. */
export async function fixAndJudge(
  found: Gathered,
  ports: Ports,
  judge: Judge,
): Promise<Result<StepResult, Fault>> {
  const fixed = fix(found);
  if (!fixed.ok) return fixed;
  const left = await gather(found.inputs, ports);
  const judged = left.ok ? await judge(left.value, ports) : left;
  if (!judged.ok) return judged;
  tell(fixed.value, judged.value.checks, ports);
  return ok(withFixes(judged.value, fixed.value));
}

/** What was written to the files of the target. */
interface Fixed {
  readonly done: readonly Mend[];
  /** Files that could not be written, and why. */
  readonly unwritten: ReadonlyMap<string, string>;
}

function fix({ inputs, target, subject, scope, before }: Gathered): Result<Fixed, Fault> {
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
function tell({ done, unwritten }: Fixed, checks: readonly Check[], { log }: Ports): void {
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

function withFixes(result: StepResult, fixed: Fixed): StepResult {
  const { own, notes } = result;
  const value = { ...(own?.value as object), fixed: fixed.done };
  return {
    ...result,
    notes: [noteOn(fixed), ...notes],
    own: own === null ? null : { ...own, value },
  };
}

function noteOn({ done }: Fixed): string {
  const files = new Set(done.map(({ path }) => path)).size;
  if (done.length === 0) return 'nothing could be mended for certain';
  return `${done.length} mended in ${files} ${files === 1 ? 'file' : 'files'}`;
}
