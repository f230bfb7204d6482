import type { Control, Judgement } from '../control.js';
import { hasGitHub, jobsOf, stepsOf } from '../github/steps.js';
import { shared, type Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { hasTekton } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { resolved, spelled } from './origins.js';
import { fetchedByAnnotation } from './pac-annotations.js';
import { referencesOf, type ReferenceSite } from './references.js';
import {
  judgeBundle,
  judgeReference,
  lockScope,
  parseUses,
  pinOf,
  type Judged,
  type RemoteUses,
  type Text,
  type Workflow,
  type Action,
} from '@plumbline/pipeline';

/** 1.1.1: what a function is must not change between review and run. */
export const pinRefs: Control = {
  id: '1.1.1',
  slug: 'pin-refs',
  title: 'Functions are pinned to a commit or digest, or held by a lock',
  level: 1,
  assessment: 'automated',
  rationale:
    'A tag or branch means whatever its owner, or whoever steals the owner’s token, makes of it. In March 2025 the tags of a widely used action were moved to a version that printed secrets into logs: every workflow that named a tag ran it, every workflow that named a commit did not.',
  audit:
    'List every `uses:` and every resolver reference. Each names a full commit or a digest, or the workflow is listed in `.github/workflows/actions.lock` with an entry for it.',
  remediation:
    'Write the full commit and keep the version as a comment: `uses: actions/checkout@<40 hex digits> # v7.0.0`. On Tekton give the git resolver a full commit as `revision`, the bundle resolver `…@sha256:…`, the http resolver a `digest`. A hub has no digests: use one of the other resolvers.',
  impact: 'Updates arrive as changes to the file; an update bot proposes them (control 1.4.1).',
  references: [
    'OWASP CICD-SEC-3',
    'CIS SSC 2.4.2, 3.1.7, 5.1.7',
    'Scorecard Pinned-Dependencies',
    'zizmor unpinned-uses',
    'CodeQL actions/unpinned-tag',
  ],
  legs: { G: { judge: judgeGitHub }, T: { judge: asStarted(judgeTekton) } },
};

function judgeGitHub(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  const jobs = jobsOf(subject).flatMap(({ workflow, job, address }) =>
    job.uses === null ? [] : { of: workflow, uses: job.uses, address },
  );
  const steps = stepsOf(subject).flatMap(({ of, step, address }) =>
    step.uses === null ? [] : { of, uses: step.uses, address },
  );
  return [...jobs, ...steps].flatMap((use) => judgeUse(subject, use));
}

interface Use {
  readonly of: Workflow | Action;
  readonly uses: Text;
  readonly address: string;
}

/** Locks by workflow, for what is not pinned by itself. */
const locksOf = shared(
  ({ model }: Subject) =>
    new Map(model.workflows.map(({ path }) => [path, lockScope(model.lock, path)])),
);

/** What GitHub itself owns falls together with the platform. */
const OWN = new Set(['actions', 'github']);

/** An action of the target is held by the workflows that are. */
function isLocked(subject: Subject, path: string, pin: string): boolean {
  const locks = locksOf(subject);
  const scopes = locks.has(path) ? [locks.get(path)] : [...locks.values()];
  return scopes.some((scope) => scope?.entries.has(pin) === true);
}

/** The generators of SLSA check their own tag and refuse to run by a commit. */
function needsTag({ owner, repository, ref, target }: RemoteUses): boolean {
  const name = `${owner}/${repository}`.toLowerCase();
  const generator = name === 'slsa-framework/slsa-github-generator' && target === 'workflow';
  return generator && /^v\d+\.\d+\.\d+$/.test(ref);
}

function judgeUse(subject: Subject, { of, uses, address }: Use): readonly Violation[] {
  const parsed = parseUses(uses.value.trimEnd());
  if (parsed.kind !== 'remote' || parsed.refKind === 'commit') return [];
  if (isLocked(subject, of.path, pinOf(parsed))) return [];
  const owner = `${parsed.owner}/${parsed.repository}`;
  const what = parsed.path === '' ? owner : `${owner}/${parsed.path}`;
  return [
    {
      at: placeIn(of, uses),
      address,
      subject: uses.value,
      severity: OWN.has(parsed.owner.toLowerCase()) ? 'medium' : 'high',
      ...(needsTag(parsed) ? { confidence: 'low' as const } : {}),
      message: `Whoever can move \`${parsed.ref}\` in ${owner} runs other code here.`,
      hint: `${what}@<full commit> # ${parsed.ref}`,
    },
  ];
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return [
    ...referencesOf(subject).flatMap((reference) => judgeReferenceAt(reference)),
    ...fetchedByAnnotation(subject),
  ];
}

/** A bare name is what the cluster holds: control 1.1.8 asks for it. What cannot be told is not held. */
function judgeReferenceAt(site: ReferenceSite): readonly Violation[] {
  const judged = judgedReference(site);
  if (judged?.status !== 'unpinned' && judged?.status !== 'undecidable') return [];
  if (isHeldElsewhere(judged)) return [];
  return [
    {
      at: placeIn(site.resource, site.reference),
      address: site.address,
      subject: spelled(judged.ref),
      severity: 'high',
      ...(judged.resolver === 'custom' || isByCommit(judged) || isBrokenDigest(judged)
        ? { confidence: 'low' as const }
        : {}),
      message: `Whoever can change ${judged.ref} runs other code here: ${judged.reason ?? ''}.`,
      hint: HINTS[judged.resolver] ?? HINTS.git,
    },
  ];
}

/** A digest that lost digits: nothing is found by it. */
function isBrokenDigest({ resolver, ref }: Judged): boolean {
  return resolver === 'bundles' && /@sha256:[0-9a-f]{6,63}:/.test(ref);
}

/** A full commit holds its content whatever the path is, and from wherever it comes: who chooses the address is for control 3.4.4. */
function isHeldElsewhere({ resolver, ref }: Judged): boolean {
  return resolver === 'git' && /^(?:https:\/\/\S+@[0-9a-f]{40}:$|\{\{.*@[0-9a-f]{40}:)/.test(ref);
}

/** An address of a git host with the full commit: nobody but the host changes what it gives. */
function isByCommit({ resolver, ref }: Judged): boolean {
  const hosts =
    /^https:\/\/(?:raw\.githubusercontent\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\//;
  return resolver === 'http' && hosts.test(ref) && /\/[0-9a-f]{40}\//.test(ref);
}

const HINTS = {
  git: 'revision: <full commit>',
  bundles: 'bundle: <image>@sha256:<digest>',
  hub: 'resolver: git, with a full commit as revision',
  http: 'digest: sha256:<digest>',
} as Readonly<Record<string, string>> & { readonly git: string };

function judgedReference(site: ReferenceSite): Judged | null {
  const { reference, kind } = site;
  const { bundle, resolver, name } = reference;
  if (bundle !== null) return judgeBundle(resolved(bundle.value, site), kind, name?.value ?? '');
  if (resolver === null) return null;
  const given = reference.params.flatMap((param): [string, string][] =>
    param.value?.kind === 'scalar' ? [[param.name.value, resolved(param.value.text, site)]] : [],
  );
  return judgeReference({ resolver: resolver.value, params: new Map(given) });
}
