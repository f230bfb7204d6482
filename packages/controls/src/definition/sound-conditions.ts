import type { AccessPath } from '../expression/path.js';
import { mapGet, type ScalarNode } from '@plumbline/core';
import type { Action, Text, Workflow } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { expressionsIn, templatesIn } from '../credentials/expressions.js';
import { parseCondition } from '../expression/occurrences.js';
import { exposureOf } from '../github/exposure.js';
import { isFilled } from '../foreign.js';
import { hasGitHub, jobsOf, stepsOf, type JobSite, type StepSite } from '../github/steps.js';
import { inlinedSubject } from '../inlined/inlined.js';
import type { Subject } from '../subject.js';
import { hasTekton } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { celTextsOf, scalarAt, whensOf, type WhenSite } from './cel-texts.js';
import { isFlag } from './flag-outputs.js';
import { celFaultOf } from './unsound-cel.js';
import { falseMiddle, unsoundness, type Types, type Unsound } from './unsound.js';

/** 2.3.1: a condition that always holds guards nothing. */
export const soundConditions: Control = {
  id: '2.3.1',
  slug: 'sound-conditions',
  title: 'Conditions mean what they say',
  level: 1,
  assessment: 'automated',
  rationale:
    "A condition is often all that stands between a stranger and a privileged step. Many that look right are always true: text around `${{ }}` makes a non-empty text, a bare `'main'` behind `||` is true by itself, `x != a || x != b` excludes nothing, the text `false` counts as true, and a text that is searched for a name is also found by a part of that name.",
  audit:
    "Read each `if`, `when` and filter aloud. Look for text around `${{ }}` (a block scalar adds a line end), for constants without a comparison, for `contains('a b', …)`, for inputs of type boolean that are compared with text, and for `cond && '' || x`.",
  remediation:
    'Write the condition without `${{ }}`, compare each value, use `contains(fromJSON(\'["a", "b"]\'), x)` for lists, and `inputs.x` instead of `github.event.inputs.x` for booleans.',
  impact: 'Steps that ran by mistake stop running.',
  references: [
    'OWASP CICD-SEC-1',
    'zizmor unsound-condition, unsound-contains, unsound-ternary',
    'poutine if_always_true',
    'CodeQL if-expression-always-true',
  ],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  return [
    ...jobsOf(subject).flatMap((job) => [
      ...inCondition(subject, siteOfJob(job), job.job.condition),
      ...job.job.node.entries
        .filter(({ key }) => key.text !== 'steps')
        .flatMap(({ value }) => choices(subject, siteOfJob(job), templatesIn(value))),
    ]),
    ...stepsOf(subject).flatMap((site) => [
      ...inCondition(subject, site, site.step.condition),
      ...choices(subject, site, templatesIn(site.step.node)),
    ]),
    ...handedOn(inlinedSubject(subject)),
  ];
}

/** Conditions of the answers of others, with what these were asked. */
function handedOn(subject: Subject): readonly Violation[] {
  return [
    ...jobsOf(subject).map((job) => ({ site: siteOfJob(job), text: job.job.condition })),
    ...stepsOf(subject).map((site) => ({ site, text: site.step.condition })),
  ].flatMap(({ site, text }) => {
    if (text === null || !isFilled(text.node)) return [];
    const { source, span } = placeIn(site.of, text);
    const asks = ANSWERS.test(source.text.slice(span.start, span.end));
    return asks ? inCondition(subject, site, text) : [];
  });
}

const ANSWERS = /\b(?:needs|steps)\.[\w-]+\.outputs\b/;

type Site = Pick<StepSite, 'of' | 'job' | 'address'> & { readonly step: StepSite['step'] | null };

function siteOfJob(job: JobSite): Site {
  return { of: job.workflow, job, address: job.address, step: null };
}

function inCondition(subject: Subject, site: Site, text: Text | null): readonly Violation[] {
  if (text === null) return [];
  const { expression, surrounded } = parseCondition(text.value);
  const found = surrounded ? SURROUNDED : expression && unsoundness(expression, typesAt(site));
  if (!found) return [];
  return [
    {
      at: placeIn(site.of, text),
      address: site.address,
      subject: 'if',
      severity: found.always === false ? 'low' : 'medium',
      exposure: exposureOf(subject, site.job),
      message: messageOf(found),
      hint: found.hint,
    },
  ];
}

const SURROUNDED: Unsound = {
  always: true,
  because: 'text or a line end around `${{ }}` makes it a text that is not empty',
  hint: 'write the condition on one line, without `${{ }}`',
};

function messageOf({ always, because }: Unsound): string {
  if (always === false) return `Nobody gets past this condition: ${because}.`;
  return always === true
    ? `Whoever starts the workflow gets past this condition: ${because}.`
    : `Whoever chooses the value gets past this condition: ${because}.`;
}

function typesAt({ of, step, job }: Site): Types {
  const levels = [step?.env, job?.job.env, job?.workflow.env];
  return {
    isBoolean: (input) => isBoolean(of, input),
    isFlag: (path) => isFlag(job, path) || isFlagInput(of, path),
    env: (name) => {
      for (const env of levels) {
        const found = env?.entries.find((entry) => entry.name.value.toLowerCase() === name);
        if (found !== undefined)
          return found.value.value.includes('${{') ? null : found.value.value;
      }
      return null;
    },
  };
}

/** Of type boolean wherever it is declared; inputs of actions are texts. */
function isBoolean(of: Workflow | Action, name: string): boolean {
  if (!('triggers' in of)) return false;
  const declared = of.triggers
    .flatMap(({ inputs }) => inputs)
    .filter((input) => input.name.value.toLowerCase() === name);
  return declared.length > 0 && declared.every(({ type }) => type?.value === 'boolean');
}

/** A text `true` or `false` by its default; inputs of actions are texts, and so are those of workflows without another type. */
function isFlagInput(of: Workflow | Action, [context, name, more]: AccessPath): boolean {
  if (context !== 'inputs' || more !== undefined) return false;
  const all = 'triggers' in of ? of.triggers.flatMap(({ inputs }) => inputs) : of.inputs;
  const declared = all.filter((input) => input.name.value.toLowerCase() === name);
  return (
    declared.length > 0 &&
    declared.every(
      ({ type, default: fallback }) =>
        (type === null || type.value === 'string' || !('triggers' in of)) &&
        /^(?:true|false)$/.test(fallback?.value ?? ''),
    )
  );
}

/** `a && '' || b`, wherever an expression stands. */
function choices(
  subject: Subject,
  site: Site,
  scalars: readonly ScalarNode[],
): readonly Violation[] {
  return scalars
    .filter(({ text }) => expressionsIn(text).some(falseMiddle))
    .map((scalar) => ({
      at: placeIn(site.of, scalar),
      address: site.address,
      subject: 'choice',
      severity: 'low' as const,
      exposure: exposureOf(subject, site.job),
      message:
        'Whoever relies on this choice gets the last value always: the one behind `&&` counts as false.',
      hint: '${{ !(…) && <last value> || <the value behind &&> }}',
    }));
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  const whens = whensOf(subject).flatMap((site) => inWhen(site));
  const cels = celTextsOf(subject).flatMap(({ resource, address, node }): readonly Violation[] => {
    const fault = celFaultOf(node.text);
    if (fault === null) return [];
    const because =
      fault === 'always' ? 'a part of it always holds' : 'any part of the text in quotes will do';
    return [
      {
        at: placeIn(resource, node),
        address,
        subject: fault,
        severity: 'medium',
        message: `Whoever causes the event gets past this condition: ${because}.`,
        hint: fault === 'always' ? 'remove the constant part' : "x in ['…', '…']",
      },
    ];
  });
  return [...whens, ...cels];
}

/** An `input` without a variable, or one that is compared with itself (Tekton, "Guard task execution using when"). */
function inWhen({ resource, address, when }: WhenSite): readonly Violation[] {
  const input = scalarAt(when, 'input');
  const values = mapGet(when, 'values');
  const operator = scalarAt(when, 'operator')?.text.trim().toLowerCase();
  if (input === null || values?.kind !== 'seq') return [];
  const among = values.items.some((item) => item.kind === 'scalar' && item.text === input.text);
  const constant = !/\$\(|\{\{/.test(`${input.text}${values.items.map(textOf).join('')}`);
  if (!among && !constant && values.items.length > 0) return [];
  const always = (operator === 'in') === among;
  return [
    {
      at: placeIn(resource, input),
      address,
      subject: 'when',
      severity: always ? 'medium' : 'low',
      message: always
        ? 'Whoever starts the pipeline gets past this condition: it holds whatever the value is.'
        : 'Nobody gets past this condition: it never holds.',
      hint: constant ? `input: $(params.<name>)` : 'values: ["<the value that is meant>"]',
    },
  ];
}

function textOf(node: { readonly kind: string; readonly text?: string }): string {
  return node.text ?? '';
}
