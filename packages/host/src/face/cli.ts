import type { Fault, Redactor, Result } from '@plumbline/core';
import {
  parseInputs,
  readArgv,
  readPlaces,
  type CommandDefinition,
  type GivenInputs,
  type InputsOf,
  type Ports,
  type Run,
  type StepDefinition,
} from '@plumbline/step';
import type { HostOptions } from '../options.js';
import { createPorts } from '../ports.js';
import { BUG, exitCodeOfFault } from './exit-code.js';
import { failClosed } from './fail-closed.js';
import { bugFault, faultJson, faultText, stackLines } from './fault-text.js';
import { parseOutputFiles, writeOutputFiles } from './output-files.js';
import { runStep } from './run-step.js';
import type { Surface } from './surface.js';
import { runTask } from './tekton.js';
import { terminalSurface, wantsColour } from './terminal-surface.js';

/** What a command that is no step has made, in each form that it offers (`text` at least), and how it ends. */
export interface CommandOutput {
  readonly forms: Readonly<Record<string, () => string>>;
  readonly exitCode: 0 | 1 | 2;
}

/** Runs a step as a command, or as the Task that its first arguments speak of, and sets the exit status of the process. */
export async function runCli<D extends StepDefinition>(
  definition: D,
  run: Run<D>,
  argv: readonly string[],
): Promise<void> {
  const task = readPlaces(argv);
  if (task !== null) return runTask(definition, run, task);
  await guarded(definition, argv, async (surface) => {
    const outcome = await runStep(definition, run, surface);
    if (outcome.kind === 'faulted') return outcome;
    process.stdout.write(outcome.render(outcome.format, wantsColour()));
    return { exitCode: outcome.exitCode };
  });
}

/** Runs a command that is no step, with the same inputs, faults and redaction. */
export async function runCommand<D extends CommandDefinition>(
  definition: D,
  run: (inputs: InputsOf<D>, ports: Ports) => Promise<Result<CommandOutput, Fault>>,
  argv: readonly string[],
): Promise<void> {
  await guarded(definition, argv, async (surface) => {
    const parsed = parseInputs(definition, surface.given, surface.mask);
    if (!parsed.ok) return { faults: parsed.error, exitCode: 3 };
    const ports = createPorts({ ...surface, ...reachOf(parsed.value) });
    const done = await run(parsed.value, ports);
    if (!done.ok) return { faults: [done.error], exitCode: exitCodeOfFault(done.error, 'enforce') };
    return showForms(done.value, parsed.value, ports, surface.redaction.text);
  });
}

/** A command that does not let its user say `offline` opens no connection. */
function reachOf(inputs: object): Pick<HostOptions, 'offline' | 'registryInsecure' | 'token'> {
  const offline = !('offline' in inputs) || inputs.offline !== false;
  const named = 'registry-insecure' in inputs ? inputs['registry-insecure'] : [];
  const token = 'token' in inputs && typeof inputs.token === 'string' ? inputs.token : null;
  return { offline, registryInsecure: Array.isArray(named) ? named.map(String) : [], token };
}

/** Ends the process as for wrong usage. */
export async function refuse(
  command: string,
  fault: Fault,
  argv: readonly string[],
): Promise<void> {
  const definition = { name: command, summary: '', inputs: {}, examples: [] };
  await guarded(definition, argv, () => Promise.resolve({ faults: [fault], exitCode: 3 }));
}

function showForms(
  { forms, exitCode }: CommandOutput,
  inputs: { readonly format?: unknown; readonly output?: unknown },
  ports: Ports,
  redact: Redactor,
): Ending {
  const render = (kind: string): string => redact(forms[kind]?.() ?? '');
  const texts = Array.isArray(inputs.output) ? inputs.output.map(String) : [];
  const files = parseOutputFiles(texts, Object.keys(forms));
  if (!files.ok) return { faults: files.error, exitCode: 3 };
  const written = writeOutputFiles(files.value, render, ports);
  if (!written.ok) return { faults: [written.error], exitCode: 3 };
  process.stdout.write(render(typeof inputs.format === 'string' ? inputs.format : 'text'));
  return { exitCode };
}

interface Ending {
  readonly exitCode: number;
  readonly faults?: readonly Fault[];
}

/** The one frame of all commands: any exception is a bug of ours. */
async function guarded(
  definition: CommandDefinition,
  argv: readonly string[],
  work: (surface: Surface) => Promise<Ending>,
): Promise<void> {
  failClosed();
  const given = readArgv(definition, argv, (name) => process.env[name]);
  const verbose = isGiven(given, 'verbose', 'true');
  const surface = terminalSurface(given, verbose);
  try {
    const ending = await work(surface);
    showFaults(definition, ending.faults ?? [], surface);
    process.exitCode = ending.exitCode;
  } catch (error) {
    showFaults(definition, [bugFault(error)], surface);
    if (verbose) stackLines(error, surface.redaction.text).forEach(surface.log.debug);
    process.exitCode = BUG;
  }
}

function showFaults(
  definition: CommandDefinition,
  found: readonly Fault[],
  { redaction, given }: Surface,
): void {
  if (found.length === 0) return;
  const faults = redaction.value(found);
  process.stderr.write(faultText(faults));
  if (isGiven(given, 'format', 'json')) process.stdout.write(faultJson(definition.name, faults));
}

function isGiven(given: GivenInputs, name: 'format' | 'verbose', text: string): boolean {
  return given.values.get(name)?.includes(text) ?? false;
}
