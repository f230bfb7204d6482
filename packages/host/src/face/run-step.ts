import { usageFault, type Fault } from '@plumbline/core';
import { buildReport, type Report, type TextOptions } from '@plumbline/report';
import {
  parseInputs,
  version,
  type CommonValues,
  type Ports,
  type Run,
  type StepDefinition,
  type StepResult,
  type Target,
} from '@plumbline/step';
import { createPorts } from '../ports.js';
import { exitCodeOfFault, exitCodeOfVerdict } from './exit-code.js';
import { lineReader } from './line-reader.js';
import { parseOutputFiles, writeOutputFiles } from './output-files.js';
import { FILE_KINDS, renderReport, type FileKind, type Format } from './render.js';
import type { Surface } from './surface.js';

/** A step that came to a result. */
export interface Finished {
  readonly kind: 'finished';
  readonly report: Report;
  readonly result: StepResult;
  readonly ports: Ports;
  /** What was opened first, which is what the step looks at; null: it opened nothing. */
  readonly target: Target | null;
  readonly exitCode: number;
  readonly format: Format;
  readonly render: (format: FileKind, colour?: boolean) => string;
}

/** A step that could not do its job. */
export interface Faulted {
  readonly kind: 'faulted';
  readonly faults: readonly Fault[];
  readonly exitCode: number;
}

/** Parses the inputs, runs the step and makes the report: the same for every face. Redacted; nothing is shown yet. */
export async function runStep<D extends StepDefinition>(
  definition: D,
  run: Run<D>,
  surface: Surface,
): Promise<Finished | Faulted> {
  const parsed = parseInputs(definition, surface.given, surface.mask);
  if (!parsed.ok) return faulted(parsed.error, 'enforce', surface);
  const inputs = commonOf(parsed.value);
  const files = parseOutputFiles(inputs.output, FILE_KINDS);
  if (!files.ok) return faulted(files.error, inputs.mode, surface);
  const session = openSession(inputs, surface);
  const result = await run(parsed.value, session.ports);
  if (!result.ok) return faulted([result.error], inputs.mode, surface);
  if (result.value.checks.length === 0) {
    return faulted([nothingToCheck(result.value)], inputs.mode, surface);
  }
  if (result.value.figure === undefined && files.value.some(({ kind }) => kind === 'svg')) {
    return faulted([noDrawing(definition.name)], inputs.mode, surface);
  }
  const finished = finish(definition, result.value, session);
  const written = writeOutputFiles(files.value, finished.render, session.ports);
  return written.ok ? finished : faulted([written.error], inputs.mode, surface);
}

/** Every definition holds `commonInputs` (`defineStep`); of a type parameter the compiler cannot know it. */
function commonOf(inputs: object): CommonValues {
  return inputs as CommonValues;
}

function faulted(faults: readonly Fault[], mode: CommonValues['mode'], surface: Surface): Faulted {
  const codes = faults.map((fault) => exitCodeOfFault(fault, mode));
  return { kind: 'faulted', faults: surface.redaction.value(faults), exitCode: Math.max(...codes) };
}

function nothingToCheck(result: StepResult): Fault {
  return usageFault(
    'NOTHING_TO_CHECK',
    `Nothing found to check in ${result.target}: ${result.headline}`,
    result.next ?? 'name the folder that holds .github/workflows or the Tekton files',
  );
}

function noDrawing(step: string): Fault {
  return usageFault('OUTPUT_INVALID', `${step} has no drawing for svg=FILE`, '--output html=FILE');
}

interface Session {
  readonly inputs: CommonValues;
  readonly surface: Surface;
  readonly ports: Ports;
  /** The target that the step has opened through the ports, for excerpts. */
  readonly opened: () => Target | null;
  /** The one that it opened first. */
  readonly first: () => Target | null;
}

function openSession(inputs: CommonValues, surface: Surface): Session {
  const { offline, token, 'registry-insecure': registryInsecure } = inputs;
  const ports = createPorts({ ...surface, offline, registryInsecure, token });
  let target: Target | null = null;
  let first: Target | null = null;
  const openTarget: Ports['openTarget'] = (request) => {
    const result = ports.openTarget(request);
    if (result.ok) target = result.value;
    first ??= target;
    return result;
  };
  return {
    inputs,
    surface,
    ports: { ...ports, openTarget },
    opened: () => target,
    first: () => first,
  };
}

function finish(definition: StepDefinition, found: StepResult, session: Session): Finished {
  const { inputs, ports, surface } = session;
  const { mode, format } = inputs;
  const result = surface.redaction.value(found);
  const report = buildReport({ ...result, step: definition.name, version, mode });
  const options: Omit<TextOptions, 'colour'> = {
    width: surface.width,
    verbose: inputs.verbose,
    readLine: lineReader(session.opened(), surface.redaction.text),
  };
  return {
    kind: 'finished',
    report,
    result,
    ports,
    target: session.first(),
    exitCode: exitCodeOfVerdict(report.verdict, mode),
    format,
    render: (form, colour = false) => renderReport(report, form, { ...options, colour }),
  };
}
