import type { Subject } from '../subject.js';
import { placeAt } from '../taint/tekton/values.js';
import { inlineScript } from '../tekton/command-line.js';
import { containersOf, type ContainerSite } from '../tekton/specs.js';
import { variablesIn, type Variable } from '../variables/variables.js';
import type { Place } from '../violation.js';
import { codeFlowsOfTekton } from './injection.js';

/** A variable that Tekton fills into a program. */
export interface FilledIn {
  readonly at: Place;
  readonly address: string;
  /** `params.version`, `steps.build.results.tag`. */
  readonly subject: string;
}

/** Parameters and results in scripts and behind `sh -c`, each once in a step; 2.1.1 and 2.1.3 tell what strangers choose. */
export function filledScripts(subject: Subject): readonly FilledIn[] {
  const outside = new Set(
    codeFlowsOfTekton(subject)
      .filter(({ taint }) => taint.grade !== 'caller')
      .map(({ at }) => `${at.source.path} ${at.span.start}`),
  );
  return containersOf(subject)
    .flatMap((site) => filledIn(site))
    .filter(({ at }) => !outside.has(`${at.source.path} ${at.span.start}`));
}

function filledIn(site: ContainerSite): readonly FilledIn[] {
  const program = site.step.script ?? inlineScript(site.step)?.text ?? null;
  if (program === null || IS_THE_SCRIPT.test(program.value)) return [];
  const { source } = site.resource;
  const found = new Map<string, FilledIn>();
  for (const { variable, start, end } of variablesIn(program.value)) {
    const subject = nameOf(variable);
    if (subject === null || found.has(subject) || isListed(site, variable)) continue;
    const at = placeAt(source, program.node, { start, end });
    found.set(subject, { at, address: site.address, subject });
  }
  return [...found.values()];
}

/** A step that is there to run what its caller writes. */
const IS_THE_SCRIPT = /^(?:\s*#![^\n]*)?\s*(?:set -\w+\s+)?\$\([^()\s]+\)\s*$/;

function nameOf(variable: Variable): string | null {
  switch (variable.kind) {
    case 'param':
      return variable.template ? null : `params.${variable.name}`;
    case 'step-result':
      return `steps.${variable.step}.results.${variable.name}`;
    case 'task-result':
      return `tasks.${variable.task}.results.${variable.name}`;
    default:
      return null;
  }
}

/** A parameter that can only be one of a few. */
function isListed({ task }: ContainerSite, variable: Variable): boolean {
  if (variable.kind !== 'param' || task === null) return false;
  return task.spec.params.some(
    ({ name, enum: values }) => name?.value === variable.name && values.length > 0,
  );
}
