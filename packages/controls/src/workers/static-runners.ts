import type { Container, Text } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { accessesIn, type AccessPath } from '../expression/path.js';
import { occurrencesIn } from '../expression/occurrences.js';
import { exposureOf } from '../github/exposure.js';
import { chosenElsewhere, type Chosen } from '../github/chosen.js';
import { jobsOf, stepsOf, type JobSite, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import { parseShell, textOf } from '../shell/parse.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { isHostVolume, openingOf, openingsIn, optionsOfRun } from './docker-options.js';

/** 4.1.4: where a job runs, and behind which wall, is not for the event to say. */
export const staticRunners: Control = {
  id: '4.1.4',
  slug: 'static-runners',
  title: 'Runner and isolation are fixed by the workflow',
  level: 1,
  assessment: 'automated',
  rationale:
    'Whoever chooses the label of the runner chooses the machine: one in the network of production, or one of their own that got the label. A container that is privileged, or has the socket of Docker, is no wall between the job and that machine.',
  audit:
    '`runs-on` holds no value of the event, of `inputs` as free text, or of a branch name. `options` and `volumes` of `container` and `services` give no privileges.',
  remediation:
    'Write the label, or let `inputs` choose from a list: `type: choice` with `options`. Remove `--privileged`, host namespaces and the socket of Docker.',
  impact: 'Callers can no longer name a runner that the workflow does not know.',
  references: ['OWASP CICD-SEC-4', 'CIS SSC 2.2.1', 'Flowlyt RUNNER_LABEL_CONFUSION'],
  legs: { G: { judge: asRun(judge) } },
};

function judge(subject: Subject): Judgement {
  const found = jobsOf(subject).flatMap((site) => judgeRunsOn(subject, site));
  return [
    ...found,
    ...chosenElsewhere(subject, { by: 'runs-on', found }).map((one) => handedOn(one)),
    ...jobsOf(subject).flatMap((site) => judgeContainers(subject, site)),
    ...stepsOf(subject).flatMap((site) => judgeRun(subject, site)),
  ];
}

/** A step reads what somebody outside wrote, and hands it on. */
function handedOn({ flow: { job, at, address, subject, taint }, exposure }: Chosen): Violation {
  return {
    at,
    address: `${job?.address ?? address}.runs-on`,
    subject,
    severity: taint.grade === 'caller' ? 'low' : 'medium',
    exposure,
    message: `${taint.who} writes the label, by \`${taint.name}\`, and so chooses the machine of this job.`,
    hint: 'runs-on: ubuntu-latest',
  };
}

function judgeRunsOn(subject: Subject, site: JobSite): readonly Violation[] {
  const { runsOn } = site.job;
  if (runsOn === null) return [];
  const texts = [...runsOn.labels, ...(runsOn.group === null ? [] : [runsOn.group])];
  return texts.flatMap((text): readonly Violation[] => {
    const [chosen] = accessesOf(text).flatMap((path) => chooserOf(site, path) ?? []);
    if (chosen === undefined) return [];
    const anyone = chosen === 'the event' && exposureOf(subject, site).reach === 'anyone';
    return [
      {
        at: placeIn(site.workflow, text),
        address: `${site.address}.runs-on`,
        subject: text.value,
        severity: chosen === 'the event' ? (anyone ? 'high' : 'medium') : 'low',
        confidence: chosen === 'a caller' ? 'medium' : 'high',
        message: MESSAGES[chosen],
        hint: 'runs-on: ubuntu-latest',
      },
    ];
  });
}

type Chooser = 'the event' | 'whoever starts it' | 'a caller';

const MESSAGES: Readonly<Record<Chooser, string>> = {
  'the event': 'Whoever causes the event writes the label, and so chooses the machine of this job.',
  'whoever starts it':
    'Whoever may start the workflow by hand writes any label, and so chooses the machine of this job.',
  'a caller': 'The workflow that calls this one chooses the machine of this job.',
};

function accessesOf({ value }: Text): readonly AccessPath[] {
  return occurrencesIn(value).flatMap(({ expression }) =>
    expression === null ? [] : accessesIn(expression),
  );
}

/** Parts of the payload that only people with access write, or that nobody writes. */
const FIXED = /^(?:repository|organization|enterprise|sender\.type|number|action)\b/;

function chooserOf({ workflow }: JobSite, path: AccessPath): Chooser | null {
  const [context, first, ...rest] = path;
  if (context === 'github' && ['head_ref', 'base_ref', 'ref_name', 'ref'].includes(first ?? ''))
    return first === 'base_ref' ? null : 'the event';
  const isInput = context === 'github' && first === 'event' && rest[0] === 'inputs';
  if (context === 'inputs' || isInput) return inputChooser(workflow, isInput ? rest[1] : first);
  if (context !== 'github' || first !== 'event') return null;
  return FIXED.test(rest.join('.')) ? null : 'the event';
}

function inputChooser(workflow: JobSite['workflow'], name: string | undefined): Chooser | null {
  const declared = workflow.triggers.flatMap(({ event, inputs }) =>
    inputs
      .filter((input) => input.name.value.toLowerCase() === name)
      .map((input) => ({ event: event.value, type: input.type?.value ?? 'string' })),
  );
  const isFree = declared.some(
    ({ event, type }) => event === 'workflow_dispatch' && type === 'string',
  );
  if (isFree) return 'whoever starts it';
  return declared.some(({ event }) => event === 'workflow_call') ? 'a caller' : null;
}

function judgeContainers(subject: Subject, site: JobSite): readonly Violation[] {
  const { job, workflow, address } = site;
  const containers: readonly (readonly [string, Container])[] = [
    ...(job.container === null ? [] : [['container', job.container] as const]),
    ...job.services.map(({ name, container }) => [`services.${name.value}`, container] as const),
  ];
  return containers.flatMap(([where, { options, volumes }]) => {
    const found = [
      ...(options === null ? [] : openingsIn(options).map((what) => ({ what, text: options }))),
      ...volumes.filter(isHostVolume).map((text) => ({ what: text.value, text })),
    ];
    return found.map(({ what, text }) => ({
      at: placeIn(workflow, text),
      address: `${address}.${where}`,
      subject: what,
      severity: 'medium',
      exposure: exposureOf(subject, site),
      message: `Whoever changes what runs in this container has the machine: \`${what}\` takes the wall down.`,
      hint: `remove ${what}`,
    }));
  });
}

/** Images that teach the kernel of the machine other instruction sets, and do nothing else. */
const EMULATORS = /\b(?:tonistiigi\/binfmt|multiarch\/qemu-user-static|docker\/binfmt)\b/;

/** `docker run` in a script, with what opens the machine to the container; its network alone is no wall. */
function judgeRun(subject: Subject, { of, job, step, address }: StepSite): readonly Violation[] {
  const { run } = step;
  if (run === null || !/\b(?:docker|podman)\s/.test(run.value)) return [];
  const found = parseShell(run.value)
    .commands.map(({ words }) => words.map((word) => textOf(word) ?? '$'))
    .filter((words) => !words.some((word) => EMULATORS.test(word)))
    .flatMap((words) => openingOf(optionsOfRun(words)))
    .filter((what) => !/^--net/.test(what));
  return [...new Set(found)].map((what) => ({
    at: placeIn(of, run),
    address,
    subject: what,
    severity: 'medium',
    confidence: 'medium',
    exposure: exposureOf(subject, job),
    message: `Whoever changes what runs in this container has the machine: \`${what}\` takes the wall down.`,
    hint: `remove ${what}`,
  }));
}
