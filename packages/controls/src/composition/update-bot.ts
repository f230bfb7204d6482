import { mapGet, seqItems, stringOf, type Node } from '@plumbline/core';
import { parseUses, type Text } from '@plumbline/pipeline';
import { isExported } from '../cluster/exported.js';
import type { Control, Judgement } from '../control.js';
import { documentAt, type Document } from '../files.js';
import { jobsOf, stepsOf } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { containersOf } from '../tekton/specs.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { referencesOf } from './references.js';
import { hasFiles, managersOn, renovateOf } from './renovate.js';
import { leftOut } from './update-coverage.js';

/** 1.4.1: what is pinned stays as it is until somebody updates it. */
export const updateBot: Control = {
  id: '1.4.1',
  slug: 'update-bot',
  title: 'An update bot covers functions and images',
  level: 1,
  assessment: 'automated',
  rationale:
    'A pin keeps out bad versions and fixes alike. Without somebody who proposes updates, pipelines run versions with known flaws for years, or people go back to tags because that is less work.',
  audit:
    'The repository has `.github/dependabot.yml` with the ecosystem `github-actions`, or a configuration of Renovate that does not leave out the managers `github-actions` and, for Tekton, names the files of `tekton` or `kubernetes`. A bot that is set up for the whole organisation shows in its pull requests only.',
  remediation:
    'Add to `updates` of `.github/dependabot.yml`: `{ package-ecosystem: github-actions, directory: /, schedule: { interval: weekly } }`. For Tekton configure Renovate with the files of its manager `tekton`, which knows none by itself: `"tekton": { "managerFilePatterns": ["/\\\\.yaml$/"] }`.',
  impact: 'Pull requests of the bot need review; control 1.4.2 delays them.',
  references: ['OWASP CICD-SEC-3', 'Scorecard Dependency-Update-Tool'],
  legs: { G: { judge: judgeGitHub }, T: { judge: judgeTekton } },
};

const DEPENDABOT = ['.github/dependabot.yml', '.github/dependabot.yaml'];
function judgeGitHub(subject: Subject): Judgement {
  const uses = [
    ...stepsOf(subject).flatMap(({ of, step }) => remoteUse(of, step.uses)),
    ...jobsOf(subject).flatMap(({ workflow, job }) => remoteUse(workflow, job.uses)),
  ];
  const [first] = uses;
  if (first === undefined) return 'not-applicable';
  return judge(subject, first, {
    what: 'actions',
    managers: ['github-actions'],
    ecosystems: ['github-actions'],
  });
}

function remoteUse(of: Parameters<typeof placeIn>[0], uses: Text | null): readonly Place[] {
  if (uses === null) return [];
  const { kind } = parseUses(uses.value);
  return kind === 'remote' || kind === 'docker' ? [placeIn(of, uses)] : [];
}

function judgeTekton(subject: Subject): Judgement {
  const [first] = [
    ...referencesOf(subject)
      .filter(({ reference }) => reference.resolver !== null || reference.bundle !== null)
      .filter(({ resource }) => !isExported(subject, resource))
      .map(({ resource, reference }) => placeIn(resource, reference)),
    ...containersOf(subject).flatMap(({ resource, step }) =>
      step.image === null || isExported(subject, resource) ? [] : [placeIn(resource, step.image)],
    ),
  ];
  if (first === undefined) return 'not-applicable';
  return judge(subject, first, {
    what: 'images and remote tasks',
    managers: ['tekton', 'kubernetes', 'custom.regex'],
    ecosystems: ['docker'],
  });
}

interface Wanted {
  readonly what: string;
  /** Of Renovate. */
  readonly managers: readonly string[];
  /** Of Dependabot. */
  readonly ecosystems: readonly string[];
}

function judge(subject: Subject, first: Place, wanted: Wanted): readonly Violation[] {
  const renovate = renovateOf(subject);
  const on =
    renovate === null || renovate === 'unknown' ? [] : managersOn(renovate, wanted.managers);
  if (renovate === 'unknown') return [];
  const idle = renovate !== null && on.length > 0;
  if (idle && on.some((manager) => hasFiles(renovate, manager))) return [];
  const dependabot = DEPENDABOT.flatMap((path) => documentAt(subject, path) ?? [])[0];
  if (
    dependabot !== undefined &&
    ecosystemsIn(dependabot).some((name) => wanted.ecosystems.includes(name))
  )
    return wanted.managers.includes('github-actions') ? leftOut(subject, dependabot) : [];
  const updates = dependabot === undefined ? undefined : mapGet(dependabot.root, 'updates');
  const [ecosystem = ''] = wanted.ecosystems;
  return [
    {
      at: dependabot === undefined ? first : placeIn(dependabot, updates ?? dependabot.root),
      address: 'updates',
      subject: ecosystem,
      severity: 'low',
      // A manager that is on may be told its files elsewhere.
      confidence: idle ? 'medium' : 'high',
      message: `Nobody proposes updates of ${wanted.what}: attackers keep the flaws of the versions that are pinned today.`,
      hint: `package-ecosystem: ${ecosystem} in .github/dependabot.yml`,
    },
  ];
}

function ecosystemsIn({ root }: Document): readonly string[] {
  return seqItems(mapGet(root, 'updates'))
    .filter((entry) => !isPaused(entry))
    .flatMap((entry) => stringOf(mapGet(entry, 'package-ecosystem')) ?? []);
}

/** No pull requests at all. */
function isPaused(entry: Node): boolean {
  const limit = mapGet(entry, 'open-pull-requests-limit');
  return limit?.kind === 'scalar' && limit.value === 0;
}
