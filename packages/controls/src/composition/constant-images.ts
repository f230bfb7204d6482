import type { Text } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { accessesIn, type AccessPath } from '../expression/path.js';
import { occurrencesIn } from '../expression/occurrences.js';
import { exposureOf } from '../github/exposure.js';
import { jobsOf, type JobSite } from '../github/steps.js';
import { chosenElsewhere, type Chosen } from '../github/chosen.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { containersOf, hasTekton, type ContainerSite } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { originsOf, spelled, type Origin } from './origins.js';

/** 1.2.2: who chooses the image chooses the program. */
export const constantImages: Control = {
  id: '1.2.2',
  slug: 'constant-images',
  title: 'Callers do not choose the image',
  level: 1,
  assessment: 'automated',
  rationale:
    'An image is the program that runs. Whoever may fill in the parameter or input that names it runs a program of their own, with the secrets, workspaces and service account of the step, whatever the reviewed definition says in its other lines.',
  audit:
    'List the images that hold an expression or variable. Each is one of an enumeration (`enum`, `options`), of a matrix that is written out, or of configuration that only owners set (`vars`). A digest that callers give stays within the repository that is named; a tag does not say what it stands for.',
  remediation:
    'Write the image with its digest. Where callers need a choice, list it: `type: choice` with `options`, or `enum` at the parameter.',
  impact: 'Callers that brought images of their own need them on the list.',
  references: ['OWASP CICD-SEC-4', 'CIS SSC 3.1.5'],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: judgeTekton } },
};

function judgeGitHub(subject: Subject): Judgement {
  const images = jobsOf(subject).flatMap((site) => imagesOf(site));
  if (images.length === 0) return 'not-applicable';
  const found = images.flatMap((image) => judgeImage(subject, image));
  return [...found, ...chosenElsewhere(subject, { by: 'image', found }).flatMap(handedOn)];
}

/** A step reads what somebody outside wrote, and hands it on. */
function handedOn({ flow, exposure }: Chosen): readonly Violation[] {
  const { job, at, address, subject, taint } = flow;
  const before = at.source.text.slice(0, at.span.start).split('\n').at(-1) ?? '';
  if (/@[^/]*$/.test(before)) return [];
  return [
    {
      at,
      address: job?.address ?? address,
      subject,
      severity: taint.grade === 'caller' ? 'low' : 'medium',
      exposure,
      message: `${taint.who} chooses which program runs here, by \`${taint.name}\`.`,
      hint: '<image>@sha256:<digest>',
    },
  ];
}

interface JobImage {
  readonly site: JobSite;
  readonly image: Text;
  readonly address: string;
}

function imagesOf(site: JobSite): readonly JobImage[] {
  const { container, services } = site.job;
  const main = container?.image ?? null;
  return [
    ...(main === null ? [] : [{ site, image: main, address: `${site.address}.container` }]),
    ...services.flatMap(({ name, container: { image } }) =>
      image === null ? [] : [{ site, image, address: `${site.address}.services.${name.value}` }],
    ),
  ];
}

function judgeImage(subject: Subject, { site, image, address }: JobImage): readonly Violation[] {
  const found = occurrencesIn(image.value)
    .map(({ start, expression }) => ({
      part: partAfter(image.value.slice(0, start)),
      paths: expression === null ? [] : accessesIn(expression),
    }))
    .filter(({ part }) => part !== 'digest')
    .flatMap(({ part, paths }) => paths.map((path) => ({ part, path })))
    .flatMap(({ part, path }) =>
      [path, ...throughMatrix(path, site)].map((one) => ({ part, path: one })),
    )
    .find(({ part, path }) => isChosen(path, site) && (part === 'name' || !isGiven(path, site)));
  if (found === undefined) return [];
  const { path: chosen, part } = found;
  const by =
    chosen[0] === 'inputs' || chosen[2] === 'inputs' ? 'starts or calls this' : 'causes the event';
  return [
    {
      at: placeIn(site.workflow, image),
      address,
      subject: image.value,
      severity: part === 'tag' && chosen[0] === 'inputs' ? 'low' : 'medium',
      exposure: exposureOf(subject, site),
      message: `Whoever ${by} chooses which ${part === 'tag' ? 'version of the program' : 'program'} runs here, by \`${chosen.join('.')}\`.`,
      hint: '<image>@sha256:<digest>',
    },
  ];
}

/** What the expression reads that gives an axis, or the whole matrix, its values. */
function throughMatrix([context, name]: AccessPath, { job }: JobSite): readonly AccessPath[] {
  const matrix = job.strategy?.matrix ?? null;
  if (context !== 'matrix' || matrix === null) return [];
  const axis = matrix.axes.find((one) => one.name.value.toLowerCase() === name)?.expression ?? null;
  return [axis, matrix.expression].flatMap((text) =>
    text === null
      ? []
      : occurrencesIn(text.value).flatMap(({ expression }) =>
          expression === null ? [] : accessesIn(expression),
        ),
  );
}

/** Which part of an image follows a text. Behind its name the repository is fixed, behind `@` the content. */
function partAfter(before: string): 'name' | 'tag' | 'digest' {
  const rest = before.replace(/^docker:\/\//, '').replace(/:\d+\//, '/');
  return /@[^/]*$/.test(rest) ? 'digest' : /:[^/]*$/.test(rest) ? 'tag' : 'name';
}

/** An input of a workflow that others call: it has no list of values to choose from. */
function isGiven([context, first]: AccessPath, { workflow }: JobSite): boolean {
  return (
    context === 'inputs' &&
    workflow.triggers.every(
      ({ event, inputs }) =>
        event.value === 'workflow_call' ||
        inputs.every(({ name }) => name.value.toLowerCase() !== first),
    )
  );
}

/** Fields of an event that GitHub makes. */
const MADE = /^(?:id|node_id|number|sha|run_id|run_number|run_attempt)$/;

/** Inputs that are no choice, and what comes with the event. */
function isChosen(path: AccessPath, { workflow }: JobSite): boolean {
  const [context, first, second, third] = path;
  if (context === 'inputs') return isFree(workflow, first);
  if (context !== 'github') return false;
  if (first === 'head_ref') return true;
  if (first !== 'event' || second === 'repository') return false;
  return second === 'inputs' ? isFree(workflow, third) : !MADE.test(path.at(-1) ?? '');
}

function isFree(workflow: JobSite['workflow'], name: string | undefined): boolean {
  const inputs = workflow.triggers
    .flatMap((trigger) => trigger.inputs)
    .filter((input) => input.name.value.toLowerCase() === name);
  return inputs.some(({ type }) => !['choice', 'boolean', 'number'].includes(type?.value ?? ''));
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  const images = containersOf(subject).filter(({ step }) => step.image !== null);
  return images.length === 0 ? 'not-applicable' : images.flatMap((site) => judgeContainer(site));
}

function judgeContainer(site: ContainerSite): readonly Violation[] {
  const { image } = site.step;
  if (image === null) return [];
  const start = image.value.search(/\$\(|\{\{/);
  const part = partAfter(image.value.slice(0, Math.max(start, 0)));
  if (start === -1 || part === 'digest') return [];
  const chosen = originsOf(withoutDigest(image.value), site).find(
    ({ kind }) => kind === 'caller' || kind === 'trigger',
  );
  if (chosen === undefined) return [];
  return [
    {
      at: placeIn(site.resource, image),
      address: site.address,
      subject: spelled(image.value),
      severity: part === 'tag' && chosen.kind === 'caller' ? 'low' : severityOf(chosen),
      confidence: chosen.kind === 'trigger' ? 'high' : 'medium',
      message: `${chosen.kind === 'trigger' ? 'Whoever sends the event' : `Whoever uses this ${site.resource.kind}`} chooses which ${part === 'tag' ? 'version of the program' : 'program'} runs here, by \`${nameOf(chosen)}\`.`,
      hint: '<image>@sha256:<digest>, or enum at the parameter',
    },
  ];
}

/** A variable for the digest does not count. */
function withoutDigest(image: string): string {
  const [name = ''] = image.split(/@(?=\$\(|\{\{)/);
  return name;
}

/** A default that is written down is what most callers take. */
function severityOf(origin: Origin): Violation['severity'] {
  if (origin.kind === 'trigger') return 'high';
  return origin.kind === 'caller' && (origin.param?.default ?? null) !== null ? 'low' : 'medium';
}

function nameOf(origin: Origin): string {
  return origin.kind === 'fixed' ? '' : origin.name;
}
