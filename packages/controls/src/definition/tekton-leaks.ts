import { mapGet, scalarOf } from '@plumbline/core';
import { shellText } from '../tekton/command-line.js';
import type { ContainerSite } from '../tekton/specs.js';
import { placeWithin, type Place } from '../violation.js';
import { printedBy } from './printed-secrets.js';
import { leaksIn, type Leak, type Secrets } from './secret-output.js';

/** The commands of a container that print a credential or write one into a result. */
export function leaksOf(
  site: ContainerSite,
): readonly { readonly leak: Leak; readonly at: Place }[] {
  const script = shellText(site.step);
  if (script === null) return [];
  const secrets = secretsOf(site);
  const isShell = /^(?!#!)|^#!.*\b\w*sh\b/.test(script.value);
  const leaks = isShell ? leaksIn(script.value, secrets) : printedBy(script.value, secrets.names);
  return leaks.map((leak) => ({
    leak,
    at: placeWithin(site.resource.source, script.node, leak),
  }));
}

/** Files that programs keep credentials in (2.4.2). */
export const FILE =
  /(?:\.docker\/config\.json|\.netrc|\.git-credentials|\.aws\/credentials|\.ssh\/id_\w+|\.npmrc|\.pypirc|\.kube\/config|serviceaccount\/token)/;

const SECRET_WORKSPACE =
  /\$\(workspaces(?:\.|\[["'])[\w-]*(?:secret|credential|token|password|passwd|kubeconfig|dockerconfig|ssh|private-?key)[\w-]*(?:["']\])?\.path\)/i;

/** Variables that say who somebody is, and prove nothing (2.4.2). */
export const OPEN = /(?:^|_)(?:USER|USERNAME|LOGIN|ACCOUNT|EMAIL)$/i;

/** What a container holds of secrets (2.4.2). */
export function secretsOf(
  site: ContainerSite,
): Secrets & { readonly isKept: (text: string) => boolean } {
  const { step } = site;
  const mounts = secretMounts(site);
  const env = [...step.env, ...(site.task?.spec.stepTemplate?.env ?? [])];
  const isKept = (text: string): boolean =>
    SECRET_WORKSPACE.test(text) ||
    (mounts.some((mount) => text.includes(mount)) && !BESIDE.test(text));
  return {
    names: env
      .filter(({ valueFrom }) => valueFrom?.entries.some(({ key }) => key.text === 'secretKeyRef'))
      .flatMap(({ name }) => (name === null || OPEN.test(name.value) ? [] : name.value)),
    more: [...step.envFrom, ...(site.task?.spec.stepTemplate?.envFrom ?? [])].some(
      (from) => mapGet(from, 'secretRef') !== undefined,
    ),
    holes: [],
    traced: [...step.command, ...step.args].some(({ value }) => /^-[a-wyz]*x[a-z]*c$/.test(value)),
    isKept,
    isFile: (text) => FILE.test(text) || isKept(text),
    isResult: (text) =>
      /\$\((?:results|step\.results)[.[]|\/tekton\/(?:results|steps)\//.test(text),
  };
}

/** Files of a Secret that are none: names, addresses, what went wrong. */
const BESIDE =
  /\/(?:errors?|message|user(?:name|-dir)?|host(?:name)?|server|url|endpoint|address|region|bucket|namespace|known_hosts|ca(?:-bundle)?\.(?:crt|pem)|tls\.crt)["')]*$/i;

/** Where Secrets are mounted. */
function secretMounts({ step, task }: ContainerSite): readonly string[] {
  const volumes = (task?.spec.volumes ?? []).flatMap(({ node, name }) =>
    mapGet(node, 'secret') === undefined ? [] : (name?.value ?? []),
  );
  const mounts = [...step.volumeMounts, ...(task?.spec.stepTemplate?.volumeMounts ?? [])];
  return mounts.flatMap((mount) => {
    const name = scalarOf(mapGet(mount, 'name'))?.text ?? '';
    const path = scalarOf(mapGet(mount, 'mountPath'))?.text ?? '';
    return volumes.includes(name) && path.length > 1 ? [path] : [];
  });
}
