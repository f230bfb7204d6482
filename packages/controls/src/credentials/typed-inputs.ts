import type { Input, Text, Workflow } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { jobsIn, stepsIn, workflowsOf } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { carriedArguments } from './dispatched-arguments.js';
import { accessedIn, readsVariable } from './expressions.js';
import { payloadsOf, type FreeText, type Payload } from './dispatched-payload.js';
import { actionOf, inputOf, variablesOf } from './steps.js';
import { judgeTriggerParams } from './trigger-params.js';

/** 3.4.1: what comes from outside is one of the values that somebody thought of. */
export const typedInputs: Control = {
  id: '3.4.1',
  slug: 'typed-inputs',
  title: 'Inputs that a trigger sets are typed and validated',
  level: 1,
  assessment: 'automated',
  rationale:
    'An input without type takes any text. Whoever may start the run can then have another ref checked out, another environment entered or a command completed than the author had in mind; with a webhook this is whoever can send one.',
  audit:
    'List the inputs of `workflow_dispatch` and the fields of events that bindings take. Those that become a ref, an environment, a runner or part of a command have a type with few values, or a step or filter compares them with a pattern first.',
  remediation:
    'Write `type: boolean`, `type: choice` with `options`, or `type: environment`. Compare what must be free with a pattern in the first step. On Tekton give the parameter an `enum`, or filter the field by CEL: `body.ref.matches("^refs/heads/[a-z]+$")`.',
  impact: 'Values that nobody thought of are refused.',
  references: ['OWASP CICD-SEC-4', 'OSPS BR-01.01/04', 'Checkov CKV_GHA_7'],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: judgeTriggerParams } },
};

interface Dispatched {
  readonly workflow: Workflow;
  readonly input: Input;
}

function judgeGitHub(subject: Subject): Judgement {
  const dispatched = workflowsOf(subject).flatMap((workflow) =>
    workflow.triggers
      .filter(({ event }) => event.value === 'workflow_dispatch')
      .flatMap(({ inputs }) => inputs.map((input) => ({ workflow, input }))),
  );
  const payload = payloadsOf(subject);
  if (dispatched.length + payload.length === 0) return 'not-applicable';
  const texts = dispatched.filter(({ input }) => ['', 'string'].includes(input.type?.value ?? ''));
  return [
    ...[...Map.groupBy(texts, ({ workflow }) => workflow)].flatMap(([workflow, all]) => {
      const uses = usesOf(subject, workflow);
      return all.flatMap((one) => switched(one) ?? steered(subject, one, uses));
    }),
    ...payload.flatMap((one) => sent(subject, one)),
  ];
}

/** A text that can only mean yes or no. */
function switched({ workflow, input }: Dispatched): readonly Violation[] | null {
  const fallback = input.default;
  if (fallback === null || !/^(?:true|false)$/i.test(fallback.value)) return null;
  return [
    {
      ...base(placeIn(workflow, input.name), input),
      severity: 'low',
      message: `Whoever starts this can write anything where \`${input.name.value}\` should be true or false: every other text counts as true.`,
      hint: 'type: boolean',
    },
  ];
}

/** A field of `repository_dispatch`: whoever holds a token that may send it writes what it likes. */
function sent(subject: Subject, { workflow, event, field }: Payload): readonly Violation[] {
  const use = usesBy(subject, workflow, field);
  if (use === null) return [];
  return [
    {
      at: placeIn(workflow, event),
      address: 'on.repository_dispatch',
      subject: `client_payload.${field.name}`,
      severity: 'medium',
      confidence: 'medium',
      message: `Whoever may send this event chooses ${use.what} freely, by \`client_payload.${field.name}\`.`,
      hint: `[[ "$VALUE" =~ ^[0-9]+\\.[0-9]+\\.[0-9]+$ ]] || exit 1`,
    },
  ];
}

/** What a free text becomes, unless a step compares it with something. */
function usesBy(subject: Subject, workflow: Workflow, field: FreeText): Use | null {
  if (isValidated(subject, workflow, field)) return null;
  const uses = usesOf(subject, workflow).filter(
    ({ carried }) => carried !== true || !PROSE.test(field.name),
  );
  return uses.find(({ text }) => field.reads(text.value)) ?? null;
}

/** A text that becomes a ref, an environment, a runner or part of a command. */
function steered(
  subject: Subject,
  { workflow, input }: Dispatched,
  all: readonly Use[],
): readonly Violation[] {
  const { value: name } = input.name;
  if (isValidated(subject, workflow, { name, reads: (text) => reads(text, name) })) return [];
  const enumerable = PLACES.test(name) ? { what: 'the environment' } : undefined;
  const uses = all.filter(({ carried }) => carried !== true || !PROSE.test(name));
  const use = uses.find(({ text }) => reads(text.value, name)) ?? enumerable;
  if (use === undefined) return [];
  return [
    {
      ...base(placeIn(workflow, input.name), input),
      severity: 'medium',
      confidence: 'medium',
      message: `Whoever starts this chooses ${use.what} freely, by \`${input.name.value}\`.`,
      hint: 'type: choice, with options',
    },
  ];
}

/** Names of inputs that can only be one of a few. */
const PLACES = /^(?:target[-_])?(?:deploy(?:ment)?[-_])?(?:env|environment|stage)$/i;

function base(at: Place, input: Input): Pick<Violation, 'at' | 'address' | 'subject'> {
  return { at, address: 'on.workflow_dispatch.inputs', subject: input.name.value };
}

interface Use {
  readonly what: string;
  readonly text: Text;
  /** By a variable: no code, but what a command acts by. */
  readonly carried?: true;
}

/** Names of inputs that people read. */
const PROSE =
  /(?:^|[-_])(?:body|changelog|comment|description|message|note|notes|reason|summary|text|title)$/i;

function usesOf(subject: Subject, workflow: Workflow): readonly Use[] {
  const jobs = jobsIn(subject, workflow);
  const steps = stepsIn(subject, workflow);
  const use = (what: string, text: Text | null): readonly Use[] =>
    text === null ? [] : [{ what, text }];
  return [
    ...jobs.flatMap(({ job }) => [
      ...use('the environment', job.environment?.name ?? null),
      ...(job.runsOn?.labels ?? []).flatMap((label) => use('the runner', label)),
    ]),
    ...steps.flatMap((site) =>
      carriedArguments(subject, site).map((text) => ({
        what: 'an argument of a command',
        text,
        carried: true as const,
      })),
    ),
    ...steps.flatMap(({ step }) => [
      ...use('a part of a command', step.run),
      ...use('a part of a command', step.shell),
      ...(actionOf(step) === 'actions/checkout'
        ? [
            ...use('the ref that is checked out', inputOf(step, 'ref')),
            ...use('the repository that is checked out', inputOf(step, 'repository')),
          ]
        : []),
      ...(actionOf(step) === 'actions/github-script'
        ? use('a part of a script', inputOf(step, 'script'))
        : []),
    ]),
  ];
}

function reads(text: string, name: string): boolean {
  const wanted = name.toLowerCase();
  return accessedIn(text).some(
    ([context, first, second, third]) =>
      (context === 'inputs' && first === wanted) ||
      (context === 'github' && first === 'event' && second === 'inputs' && third === wanted),
  );
}

/** A step gets the input by a variable and compares it with a pattern or a list. */
function isValidated(subject: Subject, workflow: Workflow, field: FreeText): boolean {
  return stepsIn(subject, workflow).some((site) => {
    const variables = variablesOf(site);
    const mine = variables.filter(({ value }) => field.reads(value.value));
    const others = variables.filter((one) => !mine.includes(one));
    const readsOneOf = (text: string, some: typeof mine): boolean =>
      some.some(({ name }) => readsVariable(text, name.value) || readsInOthers(text, name.value));
    const script = site.step.run?.value ?? '';
    if (!COMPARES.test(script) || !readsOneOf(script, mine)) return false;
    const lines = script.split('\n');
    return lines.some(
      (line) => COMPARES.test(line) && (readsOneOf(line, mine) || !readsOneOf(line, others)),
    );
  });
}

/** `os.environ["VERSION"]`, `process.env.VERSION`, `$env:VERSION`. */
function readsInOthers(script: string, name: string): boolean {
  return ['"', "'", 'env.', 'env:'].some((before) => script.includes(`${before}${name}`));
}

/** Commands and operators that compare a text with a pattern or list. */
const COMPARES =
  /=~|==|\bcase\b|\bgrep\b|\brev-parse\b|\bcheck-ref-format\b|\bre\.(?:full)?match\(|\.test\(|\.match\(|-(?:not)?match\b|\bnot in\b|\.includes\(/;
