import { createSource } from '@plumbline/core';
import {
  expandMatrix,
  parseImage,
  parseUses,
  readDockerfile,
  type Action,
  type Container,
  type Text,
} from '@plumbline/pipeline';
import { eitherWay } from '../inlined/as-run.js';
import type { Control, Judgement } from '../control.js';
import { textAt } from '../files.js';
import { hasGitHub, jobsOf, stepsOf, type JobSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { containersOf, hasTekton, type ContainerSite } from '../tekton/specs.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { resolved, writtenValue } from './origins.js';
import { actionsOf } from '../github/live-actions.js';

/** 1.2.1: a tag of an image can be moved like a tag of a repository. */
export const pinImages: Control = {
  id: '1.2.1',
  slug: 'pin-images',
  title: 'Images are pinned by digest',
  level: 1,
  assessment: 'automated',
  rationale:
    'A tag of an image can be pushed again. Whoever can push to that repository of the registry, or answers in its place, decides what runs with the secrets of the job.',
  audit:
    'List every image: `container`, `services`, `docker://`, `runs.image`, images of steps, sidecars and StepActions, defaults of parameters that become one. Each ends in `@sha256:` and 64 hexadecimal digits.',
  remediation:
    'Write the digest behind the tag: `alpine:3.22@sha256:<digest>`. `docker buildx imagetools inspect alpine:3.22` shows it.',
  impact: 'Updates arrive as changes to the file; an update bot proposes them (control 1.4.1).',
  references: [
    'OWASP CICD-SEC-3',
    'CIS SSC 2.4.2',
    'Scorecard Pinned-Dependencies',
    'zizmor unpinned-images',
  ],
  legs: { G: { judge: eitherWay(judgeGitHub) }, T: { judge: asStarted(judgeTekton) } },
};

interface Image {
  /** Every image that it can be. */
  readonly texts: readonly string[];
  readonly at: Place;
  readonly address: string;
}

function judgeGitHub(subject: Subject): Judgement {
  const images = [
    ...jobsOf(subject).flatMap((site) => containerImages(site)),
    ...stepsOf(subject).flatMap(({ of, step, address }) => dockerUses(of, step.uses, address)),
    ...actionsOf(subject).flatMap((action) =>
      dockerUses(action, action.using?.value === 'docker' ? action.image : null, 'runs.image'),
    ),
    ...actionsOf(subject).flatMap((action) => dockerfileImages(subject, action)),
  ];
  if (!hasGitHub(subject) || images.length === 0) return 'not-applicable';
  return images.flatMap((image) => judgeImage(image));
}

/** An image may be chosen by the matrix: every value of it counts. */
function containerImages({ workflow, job, address }: JobSite): readonly Image[] {
  const named: readonly (readonly [string, Container])[] = [
    ...(job.container === null ? [] : [[`${address}.container`, job.container] as const]),
    ...job.services.map(
      ({ name, container }) => [`${address}.services.${name.value}`, container] as const,
    ),
  ];
  return named.flatMap(([where, { image }]) => {
    if (image === null || image.value === '') return [];
    const expanded = expandMatrix(image.value, job.strategy?.matrix ?? null);
    const texts = expanded.known ? expanded.values.filter((text) => text !== '') : [image.value];
    return [
      {
        texts: texts.map((text) => text.replace(/^docker:\/\//, '')),
        at: placeIn(workflow, image),
        address: where,
      },
    ];
  });
}

/** The image of `docker://`; a path to a Dockerfile is none. */
function dockerUses(
  of: Parameters<typeof placeIn>[0] | Action,
  text: Text | null,
  address: string,
): readonly Image[] {
  const parsed = text === null ? null : parseUses(text.value);
  if (text === null || parsed?.kind !== 'docker') return [];
  return [{ texts: [parsed.text], at: placeIn(of, text), address }];
}

/** What the Dockerfile of a Docker action builds on. */
function dockerfileImages(subject: Subject, { using, image, folder }: Action): readonly Image[] {
  const file = image?.value.replace(/^\.\//, '') ?? '';
  if (using?.value !== 'docker' || file === '' || file.startsWith('docker://')) return [];
  const path = folder === '' ? file : `${folder}/${file}`;
  const text = textAt(subject, path);
  if (text === null) return [];
  const source = createSource(path, text);
  return readDockerfile(text)
    .filter(({ kind, undecidable }) => kind === 'image' && undecidable === null)
    .map((found) => {
      const start = source.lineStarts[found.line - 1] ?? 0;
      const end = text.indexOf('\n', start);
      const span = { start, end: end === -1 ? text.length : end };
      return { texts: [found.text], at: { source, span }, address: 'FROM' };
    });
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  const images = containersOf(subject).flatMap((site) => stepImage(site));
  return images.length === 0 ? 'not-applicable' : images.flatMap((image) => judgeImage(image));
}

/** What callers may choose is judged by its default; that they may choose is for control 1.2.2. */
function stepImage(site: ContainerSite): readonly Image[] {
  const { image } = site.step;
  if (image === null || image.value === '') return [];
  const node = writtenValue(image.value, site) ?? image.node;
  return [
    {
      texts: [resolved(image.value, site)],
      at: placeIn(site.resource, node),
      address: site.address,
    },
  ];
}

/** What depends on a value that is not known here is for control 1.2.2. */
function judgeImage({ texts, at, address }: Image): readonly Violation[] {
  const loose = texts.flatMap((text) => {
    const image = parseImage(text);
    return image.kind === 'undecidable' || image.unpinned === null ? [] : [{ text, image }];
  });
  const [first] = loose;
  if (first === undefined) return [];
  const { text, image } = first;
  const others = loose.length > 1 ? `, like ${loose.length - 1} more of the matrix` : '';
  return [
    {
      at,
      address,
      subject: text,
      severity: 'medium',
      ...(isBroken(text) ? { confidence: 'low' as const } : {}),
      message: `Whoever can push to ${image.registry}/${image.repository} runs other code here: ${image.unpinned ?? ''}${others}.`,
      hint: `${text}@sha256:<digest>`,
    },
  ];
}

/** A digest that lost or gained digits: no image is found by it, and none in its place. */
function isBroken(text: string): boolean {
  return /@sha256:[0-9a-f]+$/.test(text);
}
