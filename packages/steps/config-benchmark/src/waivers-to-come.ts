import { parsePolicy, type Ports, type PolicyWaiver } from '@plumbline/step';
import type { Gathered } from './gather.js';

const POLICY_PATH = '.plumbline.yaml';

/** Waivers that the change under test brings: they do not count, and whoever wrote them is told so. */
export function waiversToCome({ target, loaded }: Gathered, ports: Ports): readonly string[] {
  if (ports.atDesk) return [];
  const bytes = target.tree.read(POLICY_PATH);
  const policy = bytes.ok ? parsePolicy(POLICY_PATH, bytes.value) : null;
  if (policy?.ok !== true) return [];
  const inForce = new Set(loaded.policy.waivers.map(keyOf));
  return policy.value.waivers
    .filter((waiver) => !inForce.has(keyOf(waiver)))
    .map(({ what }) => `${what}: a waiver is in this change; it counts once it is merged`);
}

function keyOf(waiver: PolicyWaiver): string {
  return JSON.stringify([waiver.what, waiver.where, waiver.until]);
}
