import { nameNode, nodeAt, type ClusterObject } from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { inherited, isGlobal, pacRepositoriesOf } from './pac.js';

/** 5.3.1: who may change the definition of a run in a pull request runs what they like. */
export const trustedPacDefinition: Control = {
  id: '5.3.1',
  slug: 'trusted-pac-definition',
  title: 'Pipelines as Code takes definitions from trusted branches',
  level: 1,
  assessment: 'automated',
  rationale:
    'By default Pipelines as Code takes `.tekton/` from the pull request itself. Whoever gets one past the check of its author, by membership or by somebody’s `/ok-to-test`, also brings the definition of the run, and with it its account, its secrets and its images. Without a policy every member of the organisation and every collaborator passes.',
  audit:
    '`kubectl get repositories.pipelinesascode.tekton.dev -A -o yaml`: `settings.pipelinerun_provenance` is `default_branch`, `settings.policy` names teams.',
  remediation:
    'Write `settings: { pipelinerun_provenance: default_branch, policy: { ok_to_test: [maintainers], pull_request: [developers] } }`, and have owners review `.tekton/` (control 5.4.4).',
  impact: 'A change to `.tekton/` takes effect once it is merged, not in its own pull request.',
  references: [
    'OWASP CICD-SEC-1',
    'OWASP CICD-SEC-4',
    'CIS SSC 2.3.5',
    'Pipelines as Code: Repository',
  ],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const repositories = pacRepositoriesOf(subject).filter((repository) => !isGlobal(repository));
  if (repositories.length === 0) return 'not-offered';
  return repositories.flatMap((repository) => [
    ...judgeProvenance(subject, repository),
    ...judgePolicy(subject, repository),
  ]);
}

function judgeProvenance(subject: Subject, repository: ClusterObject): readonly Violation[] {
  const node = inherited(subject, repository, 'settings', 'pipelinerun_provenance');
  const value = node?.kind === 'scalar' ? node.text : null;
  if (value === 'default_branch') return [];
  const own = nodeAt(repository.node, 'spec', 'settings', 'pipelinerun_provenance');
  return [
    {
      at: placeIn(repository, { node: own ?? nameNode(repository) }),
      address: repository.address,
      subject: 'pipelinerun_provenance',
      severity: 'medium',
      message:
        'Whoever gets a pull request run also brings its definition, and so chooses account, secrets and images of the run.',
      hint: 'pipelinerun_provenance: default_branch',
      expected: 'default_branch',
      actual: value ?? 'not set, so source',
    },
  ];
}

function judgePolicy(subject: Subject, repository: ClusterObject): readonly Violation[] {
  if (inherited(subject, repository, 'settings', 'policy') !== null) return [];
  return [
    {
      at: placeIn(repository, nameNode(repository)),
      address: repository.address,
      subject: 'policy',
      severity: 'medium',
      message:
        'Every member of the organisation and every collaborator starts runs, and lets those of strangers start: no policy names who may.',
      hint: 'policy: { ok_to_test: [ <team> ], pull_request: [ <team> ] }',
    },
  ];
}
