import type { KubernetesObject } from '@plumbline/pipeline';
import { itemsAt, textsAt } from '../cluster/objects.js';
import type { Platform } from '../control.js';
import { scalarsIn } from '../credentials/expressions.js';
import { hasGitHub } from '../github/steps.js';
import { builtStates } from '../kustomize/states.js';
import { shared, type Subject } from '../subject.js';
import { hasTekton } from '../tekton/specs.js';

/** The platforms that the target has anything of; controls of the other do not apply. */
export const platformsOf = shared((subject: Subject): ReadonlySet<Platform> => {
  const { entries } = subject.model;
  const present = new Set<Platform>();
  if (hasGitHub(subject) || entries.some(({ path }) => OF_GITHUB.test(path))) present.add('G');
  if (builtStates(subject).some((state) => holdsTekton(state))) present.add('T');
  return present;
});

function holdsTekton(subject: Subject): boolean {
  return hasTekton(subject) || subject.model.objects.some((object) => isOfTekton(object));
}

const OF_GITHUB = /^\.github\/(?:workflows\/|dependabot\.ya?ml$)/;
const RUNS = /^(?:tekton\.dev(?:\/.*)?|(?:Task|Pipeline)Run|EventListener)$/;
const TEKTON = /tekton|openshift-pipelines|pipelines-?as-?code/i;

/**
 * Objects of the installation: in its namespace, labelled as part of it, or named after it; Secrets
 * that it hands to steps, and roles and policies over its resources and what Chains signs of them.
 */
function isOfTekton({ metadata, node, kindText, apiVersion }: KubernetesObject): boolean {
  if (kindText.value === 'EnterpriseContractPolicy') return true;
  const isPolicy =
    kindText.value.endsWith('Policy') || apiVersion.value.startsWith('constraints.gatekeeper.sh/');
  if (isPolicy && scalarsIn(node).some(({ text }) => RUNS.test(text))) return true;
  const { namespace, name, labels, annotations } = metadata;
  const texts = [namespace, name, ...labels.map(({ value }) => value)].map((text) => text?.value);
  const keys = annotations.map(({ name: key }) => key.value);
  const groups = itemsAt(node, 'rules').flatMap((rule) => textsAt(rule, 'apiGroups'));
  return [...texts, ...keys, ...groups].some((text) => text !== undefined && TEKTON.test(text));
}
