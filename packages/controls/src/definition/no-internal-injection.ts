import type { Input, Text } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { variablesOf } from '../credentials/steps.js';
import type { AccessPath } from '../expression/path.js';
import { hasGitHub, stepsOf, type StepSite } from '../github/steps.js';
import { shared, type Subject } from '../subject.js';
import { taintsOf } from '../taint/evaluate.js';
import { entry } from '../taint/github/names.js';
import { expressionsOf, placeWithin } from '../taint/github/texts.js';
import { CLEAN } from '../taint/taint.js';
import { hasTekton } from '../tekton/specs.js';
import type { Violation } from '../violation.js';
import { codeFlows, codeOf } from './injection.js';
import { filledScripts } from './filled-scripts.js';

/** 2.1.2: what is trusted today is filled in like anything else. */
export const noInternalInjection: Control = {
  id: '2.1.2',
  slug: 'no-internal-injection',
  title: 'Values of the pipeline itself do not become code',
  level: 2,
  assessment: 'automated',
  rationale:
    'What comes from inputs, a matrix or outputs is trusted today, and nobody will think of the shell when it is no longer. A quote or a space in it breaks the script already now.',
  audit:
    'Look for `${{ }}` and `$(params…)` in scripts, whatever stands inside. Booleans, numbers, states such as `steps.x.outcome` and texts that the expression itself writes out are no values.',
  remediation:
    'Hand the value over by `env` and quote the variable: `env: { VERSION: ${{ inputs.version }} }` and `"$VERSION"`.',
  impact: 'None.',
  references: ['OWASP CICD-SEC-4', 'OSPS BR-01.04', 'zizmor template-injection'],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  const outside = new Set(
    codeFlows(subject)
      .filter(({ taint }) => taint.grade !== 'caller')
      .map(({ at }) => `${at.source.path} ${at.span.start}`),
  );
  return stepsOf(subject)
    .flatMap((site) => codeOf(site.step).flatMap((text) => expanded(subject, site, text)))
    .filter(({ at }) => !outside.has(`${at.source.path} ${at.span.start}`));
}

function expanded(subject: Subject, site: StepSite, text: Text): readonly Violation[] {
  const seen = new Set<string>();
  return expressionsOf(text).flatMap((occurrence): readonly Violation[] => {
    const { expression } = occurrence;
    if (expression === null) return [];
    const at = placeWithin(site.of, text, occurrence);
    const [value] = taintsOf(expression, (path) =>
      isInternal(subject, site, path) ? [entry(path.join('.'), at, BY)] : CLEAN,
    );
    if (value === undefined || seen.has(value.name)) return [];
    seen.add(value.name);
    return [violation({ at, address: site.address, subject: value.name })];
  });
}

const BY = { grade: 'committer', who: 'The pipeline' } as const;

/** Whether a name stands for a text that is made elsewhere in the pipeline. */
function isInternal(subject: Subject, site: StepSite, path: AccessPath): boolean {
  const [context, first = '*', second] = path;
  switch (context) {
    case 'inputs':
      return !isFixed(subject, site, first);
    case 'github':
      return first === 'event' && second === 'inputs' && !isFixed(subject, site, path[3] ?? '*');
    case 'matrix':
    case 'vars':
      return true;
    case 'steps':
    case 'needs':
      return second === undefined || second === 'outputs' || second === '*';
    case 'env':
      return isSetElsewhere(site, first);
    default:
      return false;
  }
}

const inputsByFile = shared(
  () => new WeakMap<StepSite['of'], ReadonlyMap<string, readonly Input[]>>(),
);

/** An input of a type with few values, wherever it is declared. */
function isFixed(subject: Subject, { of }: StepSite, name: string): boolean {
  const known = inputsByFile(subject);
  let inputs = known.get(of);
  if (inputs === undefined) {
    const all = 'jobs' in of ? of.triggers.flatMap((trigger) => trigger.inputs) : of.inputs;
    inputs = Map.groupBy(all, (input) => input.name.value.toLowerCase());
    known.set(of, inputs);
  }
  const declared = inputs.get(name) ?? [];
  return (
    'jobs' in of &&
    declared.length > 0 &&
    declared.every(({ type }) => /^(?:boolean|number|choice|environment)$/.test(type?.value ?? ''))
  );
}

/** A variable that no `env` above writes out as a plain text. */
function isSetElsewhere(site: StepSite, name: string): boolean {
  const nearest = variablesOf(site).find((variable) => variable.name.value.toLowerCase() === name);
  return nearest === undefined || nearest.value.value.includes('${{');
}

function violation(where: Pick<Violation, 'at' | 'address' | 'subject'>): Violation {
  return {
    ...where,
    severity: 'low',
    message: `\`${where.subject}\` becomes part of the script before it runs: whatever it holds one day is read as code.`,
    hint: 'Hand it over in the environment, and write "$VALUE" in the script.',
  };
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return filledScripts(subject).map(violation);
}
