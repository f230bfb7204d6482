import { mapGet, stringOf, type Node } from '@plumbline/core';
import type { Input, ParamSpec, Text, Workflow } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { variablesIn } from '../composition/origins.js';
import { occurrencesIn } from '../expression/occurrences.js';
import { accessesIn } from '../expression/path.js';
import { workflowsOf } from '../github/steps.js';
import { shared, type Subject } from '../subject.js';
import { containersOf, isTakenIn, resourcesOf, type ResourceSite } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { accessedIn, scalarsIn } from './expressions.js';
import { weakens } from './security-names.js';

/** 3.4.2: a protection that the caller can switch off protects against everybody else. */
export const fixedSecurityParams: Control = {
  id: '3.4.2',
  slug: 'fixed-security-params',
  title: 'Callers cannot weaken security settings',
  level: 1,
  assessment: 'automated',
  rationale:
    'A parameter that turns off the verification of TLS, skips a scan, or adds any option to a command lets whoever starts the run undo what the reviewed definition promises. Nobody sees it in the definition, and provenance says that the trusted task ran.',
  audit:
    'List the inputs and parameters that switch verification, privileges or checks, and those that are appended to a command as they are. Each is written down in the definition, or can only take values that weaken nothing.',
  remediation:
    'Write the safe value in place of the variable. Where a choice is needed, list harmless values: `type: choice`, `enum`.',
  impact: 'An exception needs a change to the definition.',
  references: ['OWASP CICD-SEC-1', 'OWASP CICD-SEC-7', 'Conforma external_parameters'],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  const declared = workflowsOf(subject).flatMap((workflow) =>
    workflow.triggers.flatMap(({ event, inputs }) =>
      inputs.map((input) => ({ workflow, input, event: event.value })),
    ),
  );
  if (declared.length === 0) return 'not-applicable';
  return declared.flatMap(({ workflow, input, event }): readonly Violation[] => {
    const effect =
      input.type?.value === 'choice' && !isSwitch(input.options)
        ? null
        : (weakens(input.name.value) ?? insertedBy(workflow, input));
    if (effect === null || !isUsed(workflow, input)) return [];
    return [
      {
        at: placeIn(workflow, input.name),
        address: `on.${event}.inputs`,
        subject: input.name.value,
        severity: 'medium',
        confidence: 'medium',
        message: `Whoever starts this can ${effect}, by \`${input.name.value}\`.`,
        hint: 'the safe value in place of the input',
      },
    ];
  });
}

/** A list of values that has both yes and no leaves the choice open. */
function isSwitch(values: readonly Text[]): boolean {
  const has = (form: RegExp): boolean => values.some(({ value }) => form.test(value.trim()));
  return has(/^(?:true|yes|on|1|enabled?)$/i) && has(/^(?:false|no|off|0|disabled?)$/i);
}

function isUsed(workflow: Workflow, { name }: Input): boolean {
  const wanted = name.value.toLowerCase();
  const jobs = workflow.node.entries.filter(({ key }) => key.text !== 'on');
  return jobs.flatMap(({ value }) => scalarsIn(value)).some(({ text }) => isRead(text, wanted));
}

/** Options that switch a protection off, as a text of an expression. */
const OPTION =
  /'[^']*--(?:privileged|tls-verify=false|insecure[\w-]*|no-verify[\w-]*|skip-(?:tls-verify|verif)[\w-]*|cap-add|security-opt)\b/;

/** An input that decides whether such an option is there. */
function insertedBy(workflow: Workflow, { name }: Input): string | null {
  const wanted = name.value.toLowerCase();
  const found = workflow.node.entries
    .filter(({ key }) => key.text !== 'on')
    .flatMap(({ value }) => scalarsIn(value))
    .flatMap(({ text }) => (OPTION.test(text) ? occurrencesIn(text) : []))
    .some(({ text, expression }) => {
      const paths = expression === null ? [] : accessesIn(expression);
      return (
        OPTION.test(text) &&
        paths.some(([context, first]) => context === 'inputs' && first === wanted)
      );
    });
  return found ? 'switch a protection off' : null;
}

/** Also in an `if` without braces. */
function isRead(text: string, name: string): boolean {
  const paths = accessedIn(
    text.includes('${{') ? text : text.includes('inputs') ? `\${{ ${text} }}` : '',
  );
  return paths.some(
    ([context, first, second, third]) =>
      (context === 'inputs' && (first === name || first === undefined)) ||
      (context === 'github' && first === 'event' && second === 'inputs' && third === name),
  );
}

function judgeTekton(subject: Subject): Judgement {
  const declared = resourcesOf(subject)
    .filter(({ resource }) => !isTakenIn(subject, resource))
    .flatMap((site) => {
      const params = paramsOf(site);
      const switches = params.length === 0 ? null : switchesIn(nodesOf(subject, site));
      return params.map((param) => ({ site, param, switches }));
    });
  if (declared.length === 0) return 'not-applicable';
  return declared.flatMap(({ site, param, switches }): readonly Violation[] => {
    const name = param.name?.value ?? '';
    const isListed = param.enum.length > 0 && !isSwitch(param.enum);
    const isOption = switches?.has(name) === true;
    const effect = isListed
      ? null
      : (weakens(name) ?? (isOption ? 'switch a protection off' : null));
    if (effect === null || !usedIn(site.resource.node).has(name)) return [];
    return [
      {
        at: placeIn(site.resource, param.name ?? param),
        address: `${site.address}.params`,
        subject: name,
        severity: 'medium',
        confidence: 'medium',
        message: `Whoever uses this ${site.resource.kind} can ${effect}, by \`${name}\`.`,
        hint: 'the safe value in place of the variable',
      },
    ];
  });
}

function paramsOf({ resource }: ResourceSite): readonly ParamSpec[] {
  switch (resource.kind) {
    case 'Task':
    case 'ClusterTask':
    case 'Pipeline':
    case 'TriggerTemplate':
      return resource.spec.params;
    case 'StepAction':
      return resource.params;
    default:
      return [];
  }
}

/** Options that switch a protection on or off, with a variable as their value. */
const SWITCH =
  /(?:--(?:(?:src-|dest-)?tls-verify|insecure[\w-]{0,40}|skip-tls-verify[\w-]{0,40}|privileged|no-verify[\w-]{0,40})|http\.sslVerify)[= ]["']?(\$\(params[^)]{0,200}\))/gi;

const OPTIONS = /tls-verify|insecure|privileged|no-verify|sslVerify/i;

/** What is written in a resource, with what its steps take from StepActions. */
function nodesOf(subject: Subject, { resource }: ResourceSite): readonly Node[] {
  const steps = usingSteps(subject).get(resource) ?? [];
  return [resource.node, ...steps.map(({ step }) => step.node)];
}

const usingSteps = shared((subject: Subject) =>
  Map.groupBy(
    containersOf(subject).filter(({ step }) => step.ref !== null),
    ({ resource }) => resource,
  ),
);

/** The params that such an option takes its value from, directly or over the environment. */
function switchesIn(nodes: readonly Node[]): ReadonlySet<string> {
  const passed = new Map(nodes.flatMap((node) => passedOn(node)));
  const texts = nodes.flatMap((node) => scalarsIn(node)).map(({ text }) => text);
  const found = texts.flatMap((text) => {
    if (!OPTIONS.test(text)) return [];
    const whole =
      passed.size === 0
        ? text
        : text.replace(/\$\{?(\w+)\}?/g, (use, variable: string) => passed.get(variable) ?? use);
    return [...whole.matchAll(SWITCH)].flatMap(([, variable = '']) => variablesIn(variable));
  });
  return new Set(found.map(({ name }) => name));
}

/** Variables of the environment that hold a param and nothing else, with it. */
function passedOn(node: Node): readonly (readonly [string, string])[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'seq') return node.items.flatMap((item) => passedOn(item));
  const own = stringOf(mapGet(node, 'name'));
  const value = stringOf(mapGet(node, 'value')) ?? '';
  const isPassed = own !== undefined && /^\$\(params[^)]{1,200}\)$/.test(value);
  return [
    ...(isPassed ? [[own, value] as const] : []),
    ...node.entries.flatMap((entry) => passedOn(entry.value)),
  ];
}

function usedIn(node: Node): ReadonlySet<string> {
  return new Set(scalarsIn(node).flatMap(({ text }) => variablesIn(text).map(({ name }) => name)));
}
