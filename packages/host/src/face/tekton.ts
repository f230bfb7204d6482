import { join } from 'node:path';
import { printable, sha256Hex, type Fault } from '@plumbline/core';
import {
  RECORD_HINT,
  SOURCE_HINT,
  type Run,
  type StepDefinition,
  type TaskPlaces,
} from '@plumbline/step';
import { BUG, exitCodeOfFault } from './exit-code.js';
import { failClosed } from './fail-closed.js';
import { bugFault, faultText, stackLines } from './fault-text.js';
import { keepMemoryLean } from './lean-memory.js';
import { createRedaction } from './redaction.js';
import { runStep, type Faulted, type Finished } from './run-step.js';
import { lineLog, type Surface } from './surface.js';
import { readTaskInputs } from './tekton-inputs.js';
import { taskFacts } from './task-facts.js';
import {
  fitResults,
  pathInWorkspace,
  recordHint,
  sourceHint,
  writeResults,
} from './tekton-results.js';

/** Runs a step as a Tekton Task and sets the exit status of the process. */
export async function runTask<D extends StepDefinition>(
  definition: D,
  run: Run<D>,
  { places, inputs }: { readonly places: TaskPlaces; readonly inputs: readonly string[] },
): Promise<void> {
  failClosed();
  keepMemoryLean();
  const surface = taskSurface(definition, inputs, places);
  try {
    const outcome = await runStep(definition, run, surface);
    const ended =
      outcome.kind === 'finished' ? endFinished(definition, outcome, { places, surface }) : outcome;
    if (ended !== null) endFaulted(ended, places);
    process.exitCode = ended?.exitCode ?? outcome.exitCode;
  } catch (error) {
    endFaulted({ faults: surface.redaction.value([bugFault(error)]) }, places);
    stackLines(error, surface.redaction.text).forEach(surface.log.info);
    process.exitCode = BUG;
  }
}

/** Whoever starts a run may set the environment of its pod, so nothing is read from it. */
function taskSurface(
  definition: StepDefinition,
  argv: readonly string[],
  places: TaskPlaces,
): Surface {
  const redaction = createRedaction();
  const { given, password } = readTaskInputs(definition, argv, places);
  if (password !== null) redaction.add(password);
  return {
    face: 'tekton',
    env: password === null ? {} : { COSIGN_PASSWORD: password },
    cwd: process.cwd(),
    now: () => new Date(),
    terminal: null,
    stdin: null,
    reports: places.reports,
    task: taskFacts(places),
    given,
    redaction,
    mask: redaction.add,
    log: lineLog(
      (level, line) => {
        if (level !== 'debug')
          process.stderr.write(`${level === 'warn' ? 'warning: ' : ''}${line}\n`);
      },
      (line) => printable(redaction.text(line)),
    ),
    width: 100,
  };
}

/** Files, results, then the log; null if all of it went well. */
function endFinished(
  definition: StepDefinition,
  outcome: Finished,
  { places, surface }: { readonly places: TaskPlaces; readonly surface: Surface },
): Faulted | null {
  const { report, result, format } = outcome;
  const json = outcome.render('json');
  const sha256 = sha256Hex(json);
  const name = `plumbline-${definition.name}-${sha256.slice(0, 12)}`;
  const kept = keepReports(outcome, name, places);
  if (kept !== null) return kept;
  const record = result.records[0];
  const { values, leftOut } = fitResults(places.results.keys(), {
    verdict: report.verdict,
    failed: String(report.summary.failed),
    undecided: String(report.summary.undecided),
    'report-sha256': sha256,
    report: places.reports === null ? '' : `${name}.json`,
    'record-sha256': record?.sha256 ?? '',
    record: pathInWorkspace(record?.path ?? '', places),
    ...Object.fromEntries(
      Object.keys(definition.outputs).map((own) => [
        own,
        pathInWorkspace(result.outputs[own] ?? '', places),
      ]),
    ),
  });
  for (const own of leftOut) surface.log.warn(`the result ${own} does not fit and was left empty`);
  const written = writeResults(new Map([...values, ...hintsOf(outcome, places)]), places);
  if (!written.ok) return faultedBy(written.error);
  if (format !== 'text') process.stderr.write(outcome.render('text'));
  process.stdout.write(outcome.render(format));
  return null;
}

function hintsOf(
  { result, target }: Finished,
  { results }: TaskPlaces,
): readonly (readonly [string, string])[] {
  const [record] = result.records;
  const source = target === null || !results.has(SOURCE_HINT) ? null : sourceHint(target);
  return [
    ...(record === undefined ? [] : [[RECORD_HINT, recordHint(record)] as const]),
    ...(source === null ? [] : [[SOURCE_HINT, source] as const]),
  ];
}

function keepReports(outcome: Finished, name: string, { reports }: TaskPlaces): Faulted | null {
  if (reports === null) return null;
  for (const [form, ending] of [
    ['json', 'json'],
    ['text', 'txt'],
  ] as const) {
    const bytes = new TextEncoder().encode(outcome.render(form));
    const written = outcome.ports.writeFile(join(reports, `${name}.${ending}`), bytes);
    if (!written.ok) return faultedBy(written.error);
  }
  return null;
}

function faultedBy(fault: Fault): Faulted {
  return { kind: 'faulted', faults: [fault], exitCode: exitCodeOfFault(fault, 'enforce') };
}

/** Every result is there however a run ends: a Pipeline that asks for one must be able to. */
function endFaulted({ faults }: Pick<Faulted, 'faults'>, places: TaskPlaces): void {
  const isUndecidable = faults.every(({ kind }) => kind === 'undecidable');
  const { values } = fitResults(places.results.keys(), {
    verdict: isUndecidable ? 'undecidable' : '',
  });
  writeResults(values, places);
  process.stderr.write(faultText(faults));
}
