import type { Node } from '@plumbline/core';
import {
  itemsAt,
  nameNode,
  nodeAt,
  objectsOf,
  objectsOfKind,
  scalarAt,
  textsAt,
  type ClusterObject,
} from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import { scalarsIn } from '../credentials/expressions.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 4.4.4: what no admission enforces can be left out. */
export const admissionPolicy: Control = {
  id: '4.4.4',
  slug: 'admission-policy',
  title: 'Admission refuses unsigned or unpinned runs',
  level: 2,
  assessment: 'automated',
  rationale:
    'What a policy asks for and no admission enforces can be left out by whoever creates the run.',
  audit:
    '`kubectl get validatingadmissionpolicies,validatingadmissionpolicybindings,clusterpolicies,policies,constraints -A -o yaml`: one that is about the references of TaskRuns and PipelineRuns refuses them (`Deny`, `Enforce`, `deny`).',
  remediation: 'Apply an admission policy for TaskRuns and PipelineRuns; begin in audit.',
  impact: 'Runs that break the rule are refused.',
  references: ['OWASP CICD-SEC-9'],
  legs: { T: { judge, needs: ['cluster'] } },
};

/** A policy about runs: where it says what happens to those that break it, and whether it refuses them. */
interface Policy {
  readonly object: ClusterObject;
  readonly at: Node;
  readonly enforced: boolean;
  readonly hint: string;
}

/** Without a policy in the export nobody knows whether policies were exported. One that refuses is enough. */
function judge(subject: Subject): Judgement {
  const policies = [...bindings(subject), ...kyverno(subject), ...gatekeeper(subject)];
  if (policies.length === 0) return 'not-offered';
  if (policies.some(({ enforced }) => enforced)) return [];
  return policies.map(({ object, at, hint }): Violation => ({
    at: placeIn(object, at),
    address: object.address,
    subject: 'enforcement',
    severity: 'medium',
    message:
      'Whoever may create a run leaves out what this policy asks for: it reports, and refuses nothing.',
    hint,
  }));
}

const RUNS = /^(?:tekton\.dev\/)?(?:[\w*]+\/)?(?:TaskRun|PipelineRun)s?$/i;
const REFERENCES =
  /bundle|sha256|digest|verifyImages|signature|attestor|cosign|resolver|taskRef|pipelineRef|revision/i;

/** Whether an object speaks of runs and of what they refer to. */
function isAbout({ node }: ClusterObject): boolean {
  const texts = scalarsIn(node).map(({ text }) => text);
  const keys = keysIn(node);
  return (
    texts.some((text) => RUNS.test(text)) &&
    [...texts, ...keys].some((text) => REFERENCES.test(text))
  );
}

function keysIn(node: Node): readonly string[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'seq') return node.items.flatMap((item) => keysIn(item));
  return node.entries.flatMap(({ key, value }) => [key.text, ...keysIn(value)]);
}

/** ValidatingAdmissionPolicies count by their bindings. */
function bindings(subject: Subject): readonly Policy[] {
  const about = objectsOfKind(subject, 'ValidatingAdmissionPolicy').filter((one) => isAbout(one));
  return about.flatMap((policy): readonly Policy[] => {
    const bound = objectsOfKind(subject, 'ValidatingAdmissionPolicyBinding').filter(
      ({ node }) => scalarAt(node, 'spec', 'policyName')?.text === policy.name,
    );
    const hint = 'validationActions: [Deny]';
    if (bound.length === 0)
      return [{ object: policy, at: nameNode(policy), enforced: false, hint }];
    return bound.map((object) => ({
      object,
      hint,
      at: nodeAt(object.node, 'spec', 'validationActions') ?? nameNode(object),
      enforced: textsAt(object.node, 'spec', 'validationActions').includes('Deny'),
    }));
  });
}

/** Kyverno: of the policy, or of one of its rules; the newer kinds are like those of Kubernetes. */
function kyverno(subject: Subject): readonly Policy[] {
  const policies = objectsOf(subject).filter(
    (object) => /^(?:policies\.)?kyverno\.io$/.test(object.group) && isAbout(object),
  );
  return policies.map((object) => {
    const whole = scalarAt(object.node, 'spec', 'validationFailureAction');
    const actions = nodeAt(object.node, 'spec', 'validationActions');
    const rules = itemsAt(object.node, 'spec', 'rules').flatMap((rule) =>
      [nodeAt(rule, 'validate'), ...itemsAt(rule, 'verifyImages')].flatMap(
        (part) => scalarAt(part, 'failureAction') ?? [],
      ),
    );
    const said = [...(whole === null ? [] : [whole]), ...rules];
    return {
      object,
      at: actions ?? said[0] ?? nameNode(object),
      enforced:
        said.some(({ text }) => /^enforce$/i.test(text)) ||
        textsAt(object.node, 'spec', 'validationActions').includes('Deny'),
      hint: actions === null ? 'validationFailureAction: Enforce' : 'validationActions: [Deny]',
    };
  });
}

/** Constraints of Gatekeeper deny unless they say otherwise. */
function gatekeeper(subject: Subject): readonly Policy[] {
  const constraints = objectsOf(subject).filter(
    (object) => object.group === 'constraints.gatekeeper.sh' && isAbout(object),
  );
  return constraints.map((object) => {
    const action = scalarAt(object.node, 'spec', 'enforcementAction');
    return {
      object,
      at: action ?? nameNode(object),
      enforced: action === null || action.text === 'deny',
      hint: 'enforcementAction: deny',
    };
  });
}
