import { join } from 'node:path';
import { printable, sha256Hex, type Fault } from '@plumbline/core';
import type * as toolkitModule from '@actions/core';
import { annotations, renderMarkdown, verdictLine, type Annotation } from '@plumbline/report';
import {
  readInputVariables,
  type commonOutputs,
  type Run,
  type StepDefinition,
} from '@plumbline/step';
import { annotationPlace } from './annotation-place.js';
import { BUG, exitCodeOfFault } from './exit-code.js';
import { failClosed } from './fail-closed.js';
import { bugFault, faultText, stackLines } from './fault-text.js';
import { keepMemoryLean } from './lean-memory.js';
import { logLine, printForeign } from './runner-log.js';
import { createRedaction } from './redaction.js';
import { runStep, type Faulted, type Finished } from './run-step.js';
import { lineLog, type Surface } from './surface.js';

/** Loaded late: the command shares this package, and has no use for it. */
type Toolkit = typeof toolkitModule;

/** Runs a step as a GitHub Action and sets the exit status of the process. */
export async function runAction<D extends StepDefinition>(
  definition: D,
  run: Run<D>,
): Promise<void> {
  failClosed();
  keepMemoryLean();
  const toolkit = await import(/* webpackMode: "eager" */ '@actions/core');
  const surface = actionSurface(toolkit);
  try {
    const outcome = await runStep(definition, run, surface);
    const kept = outcome.kind === 'finished' ? keepReport(definition, outcome, surface) : outcome;
    if (kept.kind === 'faulted') showFaults(kept.faults, toolkit);
    else await showFinished(definition, kept, toolkit, surface);
    process.exitCode = kept.exitCode;
  } catch (error) {
    showFaults(surface.redaction.value([bugFault(error)]), toolkit);
    stackLines(error, surface.redaction.text).forEach(surface.log.debug);
    process.exitCode = BUG;
  }
}

function actionSurface(toolkit: Toolkit): Surface {
  const redaction = createRedaction();
  const clean = (line: string): string => logLine(printable(redaction.text(line)));
  return {
    face: 'action',
    env: process.env,
    cwd: process.env['GITHUB_WORKSPACE'] ?? process.cwd(),
    now: () => new Date(),
    terminal: null,
    stdin: null,
    reports: process.env['RUNNER_TEMP'] ?? null,
    given: readInputVariables(process.env),
    redaction,
    mask: (secret) => {
      toolkit.setSecret(secret);
      redaction.add(secret);
    },
    log: lineLog((level, line) => {
      if (level === 'debug') toolkit.debug(line);
      else process.stdout.write(`${level === 'warn' ? 'warning: ' : ''}${line}\n`);
    }, clean),
    width: 120,
  };
}

/** A finished run whose report lies on disk. */
interface Kept extends Finished {
  readonly file: { readonly path: string; readonly sha256: string };
}

/** Content names the file, so that two runs in one job do not meet. */
function keepReport(
  definition: StepDefinition,
  outcome: Finished,
  { reports }: Surface,
): Kept | Faulted {
  const json = outcome.render('json');
  const sha256 = sha256Hex(json);
  if (reports === null) return { ...outcome, file: { path: '', sha256: '' } };
  const path = join(reports, `plumbline-${definition.name}-${sha256.slice(0, 12)}.json`);
  const written = outcome.ports.writeFile(path, new TextEncoder().encode(json));
  return written.ok
    ? { ...outcome, file: { path, sha256 } }
    : {
        kind: 'faulted',
        faults: [written.error],
        exitCode: exitCodeOfFault(written.error, 'enforce'),
      };
}

/** A pass is one line in the log and nothing else; whatever else there is stands in the report. */
async function showFinished(
  definition: StepDefinition,
  kept: Kept,
  toolkit: Toolkit,
  surface: Surface,
): Promise<void> {
  const { report, format } = kept;
  for (const [name, value] of Object.entries(outputsOf(definition, kept))) {
    toolkit.setOutput(name, value);
  }
  if (format !== 'text') printForeign(kept.render(format));
  if (report.verdict === 'pass') {
    process.stdout.write(`${logLine(printable(verdictLine(report)))}\n`);
    return;
  }
  for (const annotation of annotations(report).items) {
    annotate(annotation, report.target, toolkit, surface);
  }
  if (surface.env['GITHUB_STEP_SUMMARY']) {
    await toolkit.summary.addRaw(renderMarkdown(report)).write();
  }
  if (format === 'text') process.stdout.write(kept.render('text'));
}

function showFaults(faults: readonly Fault[], toolkit: Toolkit): void {
  const isUndecidable = faults.every(({ kind }) => kind === 'undecidable');
  toolkit.setOutput('verdict', isUndecidable ? 'undecidable' : '');
  for (const fault of faults)
    toolkit.error(
      faultText([fault])
        .trimEnd()
        .replace(/^error: /, ''),
    );
}

function annotate(
  annotation: Annotation,
  target: string,
  toolkit: Toolkit,
  surface: Surface,
): void {
  const { level, title, message, location } = annotation;
  const place = location === null ? null : annotationPlace(location, target, surface.cwd);
  const show = level === 'error' ? toolkit.error : toolkit.warning;
  show(message, { title, ...place });
}

function outputsOf(
  definition: StepDefinition,
  { report, result, file }: Kept,
): Readonly<Record<string, string>> {
  const record = result.records[0];
  const own: Readonly<Record<string, string>> = Object.fromEntries(
    Object.keys(definition.outputs).map((name) => [name, result.outputs[name] ?? '']),
  );
  return {
    ...own,
    verdict: report.verdict,
    failed: String(report.summary.failed),
    undecided: String(report.summary.undecided),
    report: file.path,
    'report-sha256': file.sha256,
    record: record?.path ?? '',
    'record-sha256': record?.sha256 ?? '',
  } satisfies Record<keyof typeof commonOutputs, string>;
}
