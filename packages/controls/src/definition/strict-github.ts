import { nearestName, rememberedOf, type ScalarNode } from '@plumbline/core';
import type { Action, Permissions, Text, Workflow } from '@plumbline/pipeline';
import { templatesIn } from '../credentials/expressions.js';
import { accessesIn, partsOf } from '../expression/path.js';
import { occurrencesIn, parseCondition } from '../expression/occurrences.js';
import type { Expression, SyntaxFault } from '../expression/syntax.js';
import { actionsOf } from '../github/live-actions.js';
import { jobsOf, stepsOf, workflowsOf, type JobSite, type StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { type Violation } from '../violation.js';
import { FUNCTIONS, IN_JOB_IF, NOT_WITH_USES, SCOPES, WORKFLOW } from './github-keys.js';
import { unknownKeys } from './keys.js';
import { fault, type Flaw } from './flaw.js';
import { deadCondition } from './strict-conditions.js';
import { outputsIn, outputsOfSteps, unresolved, type Names, type Outputs } from './strict-names.js';
import { jobShape, matrixNames, stepShape } from './strict-shape.js';
import { inTrigger } from './strict-triggers.js';
import { bringsFiles, inUses } from './strict-uses.js';

/** Everything in workflows and actions that GitHub refuses, ignores or cannot resolve. */
export function gitHubFlaws(subject: Subject): readonly Violation[] {
  return [
    ...workflowsOf(subject).flatMap((workflow) => [
      ...unknown(workflow),
      ...scopes(workflow, workflow.permissions, 'permissions'),
      ...workflow.triggers.flatMap((trigger) => inTrigger(subject, workflow, trigger)),
      ...given(subject, workflow),
    ]),
    ...actionsOf(subject).flatMap((action) => givenBy(subject, action)),
    ...jobsOf(subject).flatMap((site) => [
      ...inJob(subject, site),
      ...jobShape(site),
      ...deadCondition(site, site.job.condition, site.address),
    ]),
    ...stepsOf(subject).flatMap(({ job, step, address }) =>
      job === null ? [] : deadCondition(job, step.condition, address),
    ),
    ...[...Map.groupBy(stepsOf(subject), ({ job, of }) => job ?? of).values()].flatMap((sites) =>
      inSteps(subject, sites),
    ),
  ];
}

function unknown(workflow: Workflow): readonly Violation[] {
  return unknownKeys(workflow.node, WORKFLOW, '').map(({ key, address, nearest }) =>
    fault(workflow, key, {
      address: address.replace(/^\./, '') || 'workflow',
      subject: key.text,
      what: `GitHub does not know \`${key.text}\` here`,
      hint: nearest === undefined ? `remove \`${key.text}\`` : `${nearest}:`,
    }),
  );
}

/** What a workflow that others call gives to them. */
function given(subject: Subject, workflow: Workflow): readonly Violation[] {
  const outputs = outputsIn(subject, workflow);
  const names: Names = { of: workflow, steps: NONE, needs: null, outputs, matrix: null };
  return workflow.triggers.flatMap((trigger) =>
    trigger.outputs.flatMap(({ value }) =>
      value === null ? [] : inText(value.node, names, `on.${trigger.event.value}.outputs`),
    ),
  );
}

/** What an action gives to the steps behind it. */
function givenBy(subject: Subject, action: Action): readonly Violation[] {
  const steps = new Set(action.steps.flatMap(({ id }) => id?.value.toLowerCase() ?? []));
  const outputs = outputsOfSteps(subject, action.steps);
  const names: Names = { of: action, steps, needs: null, outputs, matrix: null };
  return action.outputs.flatMap(({ value }) =>
    value === null ? [] : inText(value.node, names, 'outputs'),
  );
}

const NONE: ReadonlySet<string> = new Set();

/** A scope that is misspelt gives nothing; one that is new here is let pass. */
function scopes(
  workflow: Workflow,
  permissions: Permissions | null,
  address: string,
): readonly Violation[] {
  return (permissions?.scopes ?? []).flatMap(({ name, value }) => {
    const near = SCOPES.includes(name.value) ? undefined : nearestName(name.value, SCOPES);
    const wrong = !/^(?:read|write|none)$/.test(value.value);
    if (near === undefined && !wrong) return [];
    return [
      fault(workflow, near === undefined ? value.node : name.node, {
        address,
        subject: near === undefined ? `${name.value} ${value.value}` : name.value,
        what:
          near === undefined
            ? `a scope is \`read\`, \`write\` or \`none\`, not \`${value.value}\``
            : `the token has no scope \`${name.value}\``,
        hint: near === undefined ? `${name.value}: read` : `${near}: ${value.value}`,
      }),
    ];
  });
}

const jobIds = rememberedOf(
  ({ jobs }: Workflow): ReadonlySet<string> => new Set(jobs.map(({ id }) => id.value)),
);

function inJob(subject: Subject, site: JobSite): readonly Violation[] {
  const { workflow, job, address } = site;
  const ids = jobIds(workflow);
  const missing = job.needs
    .filter(({ value }) => !ids.has(value) && !value.includes('${{'))
    .map(({ value, node }) => ({
      at: node,
      subject: value,
      what: `no job is called \`${value}\``,
      hint: `needs: ${nearestName(value, ids) ?? '<a job of this workflow>'}`,
    }));
  const misplaced =
    job.uses === null
      ? []
      : job.node.entries
          .filter(({ key }) => NOT_WITH_USES.has(key.text))
          .map(({ key }) => ({
            at: key,
            subject: key.text,
            what: `a job that calls a workflow has no \`${key.text}\``,
            hint: `remove \`${key.text}\``,
          }));
  const steps = new Set(job.steps.flatMap(({ id }) => id?.value.toLowerCase() ?? []));
  const names: Names = {
    of: workflow,
    steps,
    needs: new Set(job.needs.map(({ value }) => value.toLowerCase())),
    outputs: new Map([...outputsIn(subject, workflow), ...outputsOfSteps(subject, job.steps)]),
    matrix: matrixNames(job.strategy?.matrix ?? null),
  };
  const outside = job.node.entries.filter(({ key }) => !/^(?:steps|if)$/.test(key.text));
  return [
    ...scopes(workflow, job.permissions, address),
    ...[...missing, ...misplaced].map(({ at, ...flaw }) =>
      fault(workflow, at, { ...flaw, address }),
    ),
    ...outside.flatMap(({ value }) =>
      templatesIn(value).flatMap((scalar) => inText(scalar, names, address)),
    ),
    ...inCondition(job.condition, { ...names, onlyIn: IN_JOB_IF }, address),
    ...inUses(subject, workflow, {
      ...{ uses: job.uses, address, given: job.with, secrets: job.secrets },
      isBrought: false,
    }),
  ];
}

/** The steps of a job or an action, each of which may count on those before it. */
function inSteps(subject: Subject, sites: readonly StepSite[]): readonly Violation[] {
  const needs = sites[0]?.job?.job.needs.map(({ value }) => value.toLowerCase());
  const ids = new Set<string>();
  const job = sites[0]?.job?.job;
  const before = {
    ids,
    outputs: new Map([
      ...outputsIn(subject, sites[0]?.job?.workflow),
      ...outputsOfSteps(
        subject,
        sites.map(({ step }) => step),
      ),
    ]),
    needs: needs === undefined ? null : new Set(needs),
    matrix: job === undefined ? null : matrixNames(job.strategy?.matrix ?? null),
    isBrought: false,
  };
  return sites.flatMap((site) => {
    const found = inStep(subject, site, before);
    if (site.step.id !== null) ids.add(site.step.id.value.toLowerCase());
    before.isBrought ||= bringsFiles(site.step);
    return found;
  });
}

interface Before {
  readonly ids: ReadonlySet<string>;
  readonly outputs: Outputs;
  readonly needs: ReadonlySet<string> | null;
  readonly matrix: ReadonlySet<string> | null;
  /** Whether a step may have brought in files that are not in the target. */
  readonly isBrought: boolean;
}

function inStep(subject: Subject, site: StepSite, before: Before): readonly Violation[] {
  const { of, step, address, action } = site;
  const { ids, outputs, needs, matrix, isBrought } = before;
  const names: Names = { of, steps: ids, outputs, needs, matrix };
  const [head] = step.node.entries;
  const idle =
    step.run === null &&
    step.uses === null &&
    !step.node.entries.some(({ key }) => /^(?:run|uses)$/.test(key.text));
  const shellless = action !== null && step.shell === null ? step.run : null;
  const inside = step.node.entries.filter(({ key }) => key.text !== 'if');
  return [
    ...stepShape(site),
    ...(idle && head !== undefined
      ? [
          fault(of, head.key, {
            address,
            subject: 'run',
            what: 'this step does nothing',
            hint: 'run: …',
          }),
        ]
      : []),
    ...(shellless !== null
      ? [
          fault(of, shellless.node, {
            address,
            subject: 'shell',
            what: 'a step of an action needs `shell`',
            hint: 'shell: bash',
          }),
        ]
      : []),
    ...inside.flatMap(({ value }) =>
      templatesIn(value).flatMap((scalar) => inText(scalar, names, address)),
    ),
    ...inCondition(step.condition, { ...names, without: 'secrets' }, address),
    ...inUses(subject, of, { uses: step.uses, address, given: step.with, isBrought }),
  ];
}

function inCondition(text: Text | null, names: Names, address: string): readonly Violation[] {
  if (text === null) return [];
  const { expression, fault: syntax, surrounded } = parseCondition(text.value);
  if (surrounded) return inText(text.node, names, address);
  return said(expression, syntax, names).map((flaw) =>
    fault(names.of, text.node, { ...flaw, address }),
  );
}

function inText(scalar: ScalarNode, names: Names, address: string): readonly Violation[] {
  return occurrencesIn(scalar.text).flatMap(({ expression, fault: syntax }) =>
    said(expression, syntax, names).map((flaw) => fault(names.of, scalar, { ...flaw, address })),
  );
}

function said(
  expression: Expression | null,
  syntax: SyntaxFault | null,
  names: Names,
): readonly Omit<Flaw, 'address'>[] {
  if (syntax !== null)
    return [
      { subject: 'expression', what: `this is no expression: ${syntax.message}`, hint: '${{ … }}' },
    ];
  if (expression === null) return [];
  const calls = partsOf(expression)
    .flatMap((part) => (part.kind === 'call' && !FUNCTIONS.has(part.name) ? part.name : []))
    .map((name) => ({
      subject: name,
      what: `no function is called \`${name}\``,
      hint: `${nearestName(name, [...FUNCTIONS]) ?? 'contains'}(…)`,
    }));
  return [...calls, ...accessesIn(expression).flatMap((path) => unresolved(path, names))];
}
