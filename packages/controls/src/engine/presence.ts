import type { KubernetesObject } from '@plumbline/pipeline';
import type { Platform } from '../control.js';
import { hasGitHub } from '../github/steps.js';
import { shared, type Subject } from '../subject.js';
import { hasTekton } from '../tekton/specs.js';

/** The platforms that the target has anything of; controls of the other do not apply. */
export const platformsOf = shared((subject: Subject): ReadonlySet<Platform> => {
  const { entries, objects } = subject.model;
  const present = new Set<Platform>();
  if (hasGitHub(subject) || entries.some(({ path }) => path.startsWith('.github/workflows/')))
    present.add('G');
  if (hasTekton(subject) || objects.some((object) => isOfTekton(object))) present.add('T');
  return present;
});

const TEKTON = /tekton|openshift-pipelines|pipelines-?as-?code/i;

/** Objects of the installation: in its namespace, labelled as part of it, or named after it. */
function isOfTekton({ metadata }: KubernetesObject): boolean {
  const { namespace, name, labels } = metadata;
  const texts = [namespace?.value, name?.value, ...labels.map(({ value }) => value.value)];
  return texts.some((text) => text !== undefined && TEKTON.test(text));
}
