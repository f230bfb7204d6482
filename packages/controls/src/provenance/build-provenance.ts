import type { Workflow, WorkflowStep } from '@plumbline/pipeline';
import { isTrue, nameNode, nodeAt, objectsOfKind, scalarAt } from '../cluster/objects.js';
import { CHAINS_CONFIG, settingOf, settingsOf } from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import { privilegesOf } from '../github/privileges.js';
import { rendered } from '../github/rendered.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { placeIn, type Violation } from '../violation.js';
import { keepsNothing } from './chains-storage.js';
import { bareFiles } from './bare-files.js';
import { publishesOf, type Publish } from './publish.js';

/** 7.1.1: who receives an artifact sees where it comes from. */
export const buildProvenance: Control = {
  id: '7.1.1',
  slug: 'build-provenance',
  title: 'Released artifacts have provenance',
  level: 1,
  assessment: 'automated',
  rationale:
    'Whoever steals the credential of a registry publishes what they like under the name of the project. Provenance, signed by the platform that built it, says from which commit and by which workflow an artifact comes; without it nobody can tell the two apart.',
  audit:
    'Each workflow that publishes has a step that attests what it built (`actions/attest`, the SLSA generator, `npm publish --provenance`, trusted publishing to PyPI or npm). On Tekton, Chains is installed and on.',
  remediation:
    'Add `uses: actions/attest@<commit>` with `subject-path` or `subject-digest` behind the build, with `id-token: write` and `attestations: write`.',
  impact: 'Provenance of a public repository is public.',
  references: [
    'OWASP CICD-SEC-9',
    'CIS SSC 2.4.1',
    'CIS SSC 4.4.1',
    'SLSA Build L1, L2',
    'Scorecard Signed-Releases',
  ],
  legs: {
    G: { judge: asRun(judgeGitHub) },
    T: { judge: asStarted(judgeTekton), needs: ['cluster'] },
  },
};

/** One finding for a job: one step attests all that it publishes. */
function judgeGitHub(subject: Subject): Judgement {
  const publishes = publishesOf(subject);
  if (publishes.length === 0) return 'not-applicable';
  const bare = publishes.filter((publish) => !attests(publish.job.workflow) && !carries(publish));
  return bare
    .filter(({ job }, index) => bare.findIndex((other) => other.job === job) === index)
    .map(({ at, site, name, what }) => ({
      at,
      address: site.address,
      subject: name,
      severity: 'low',
      message: `Whoever steals the credential publishes ${NAMES[what]} of their own, and nobody can tell: nothing says where these come from.`,
      hint: 'uses: actions/attest@<commit>',
    }));
}

const NAMES = { package: 'a package', release: 'release files', image: 'an image' } as const;

function attests({ jobs }: Workflow): boolean {
  return jobs.some(
    ({ uses, steps }) =>
      /^slsa-framework\/slsa-github-generator\//i.test(uses?.value ?? '') ||
      steps.some((step) => isAttestation(step)),
  );
}

function isAttestation({ uses, run }: WorkflowStep): boolean {
  if (/^actions\/attest(?:-build-provenance|-sbom)?@/i.test(uses?.value ?? '')) return true;
  return /\bcosign attest\b|\bwitness run\b|\bin-toto-(?:run|attest)\b/.test(run?.value ?? '');
}

/** What the publishing step does by itself. */
function carries({ site, job, name, what }: Publish): boolean {
  const { step } = site;
  const { identity } = privilegesOf(job.workflow, job.job);
  const input = (key: string): string | null =>
    step.with.find((one) => one.name.value.toLowerCase() === key)?.value.value ?? null;
  if (name === 'pypa/gh-action-pypi-publish') return identity && input('attestations') !== 'false';
  // What BuildKit adds unasked is not signed, and easily lost: who relies on it asks for it.
  if (name === 'docker/build-push-action')
    return (
      /^(?!false$)./.test(input('provenance') ?? '') ||
      /type=provenance/.test(input('attests') ?? '')
    );
  if (what !== 'package' || !/^(?:npm|pnpm|yarn)\b/.test(name)) return false;
  const text = rendered(job.job.node);
  const isAsked = /--provenance(?!=false)\b|NPM_CONFIG_PROVENANCE['"]?\s*:\s*['"]?true/i.test(text);
  return isAsked || (identity && !/NODE_AUTH_TOKEN|NPM_(?:AUTH_)?TOKEN|_authToken/.test(text));
}

/** Whether Chains is there and on; what it signs is for control 7.1.2. */
function judgeTekton(subject: Subject): Judgement {
  const settings = settingsOf(subject, CHAINS_CONFIG);
  const installed = objectsOfKind(subject, 'Deployment').filter(
    ({ name }) => name === 'tekton-chains-controller',
  );
  const bare = bareFiles(subject);
  if (settings.length + installed.length === 0) return bare ?? 'not-offered';
  const off = settings.flatMap(({ object, map }): readonly Violation[] => {
    const node = scalarAt(map, 'disabled');
    if (object.kind === 'ConfigMap' || node === null || !isTrue(node)) return [];
    return [
      {
        at: placeIn(object, node),
        address: object.address,
        subject: 'chain.disabled',
        severity: 'medium',
        message:
          'Whoever steals the credential of a registry publishes images of their own, and nobody can tell: Chains is off.',
        hint: 'disabled: false',
      },
    ];
  });
  const kept = settings
    .filter((one) => keepsNothing(one))
    .map((one): Violation => {
      const key = 'artifacts.taskrun.storage';
      return {
        at: settingOf(one, key).at,
        address: one.object.address,
        subject: key,
        severity: 'medium',
        message:
          'Whoever steals the credential of a registry publishes images of their own, and nobody can tell: Chains keeps no provenance.',
        hint: `${key}: oci`,
      };
    });
  const idle = installed.flatMap((object): readonly Violation[] => {
    const replicas = scalarAt(object.node, 'spec', 'replicas');
    if (replicas?.text !== '0') return [];
    return [
      {
        at: placeIn(object, nodeAt(object.node, 'spec', 'replicas') ?? nameNode(object)),
        address: object.address,
        subject: 'replicas',
        severity: 'medium',
        message:
          'Whoever steals the credential of a registry publishes images of their own, and nobody can tell: Chains does not run.',
        hint: 'replicas: 1',
      },
    ];
  });
  return [...off, ...kept, ...idle, ...(bare ?? [])];
}
