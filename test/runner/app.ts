import { readFileSync } from 'node:fs';
import type { KeyFiles } from '../support/key.js';
import type { Repository } from '../support/repository.js';
import type { EventOfRun } from './events.js';
import { TOKEN } from './loopback-github.js';
import type { RunRequest } from './runner.js';
import type { Setting } from './setting.js';
import { GATE, gate, USAGES } from './workflows.js';
import { addActions, sign } from './world.js';

/** How a workflow names an Action: `./actions/x` of github.com, or `owner/repo/actions/x@sha` of an Enterprise Server. */
export type Form = 'from the working tree' | 'from another repository';
export const FORMS: readonly Form[] = ['from the working tree', 'from another repository'];

export const POLICY = '.plumbline.yaml';

const DEPENDABOT = `version: 2
updates:
  - { package-ecosystem: github-actions, directory: /, schedule: { interval: weekly } }
`;

/** What stands behind `uses:` for an Action. */
export function uses(form: Form, { release }: Setting): (action: string) => string {
  return form === 'from the working tree'
    ? (action) => `./actions/${action}`
    : (action) => `plumbline/plumbline/actions/${action}@${release.actions}`;
}

/** The repository `acme/app`, whose gate is this Action; signed where the gate wants that. */
export function createApp(
  action: string,
  form: Form,
  setting: Setting,
  extra: Readonly<Record<string, string>> = {},
): Repository {
  const upstream = setting.world.repository({
    [GATE]: gate(USAGES[action]?.steps(uses(form, setting)) ?? ''),
    [POLICY]: policyTrusting('ci', setting.key) + (USAGES[action]?.policy ?? ''),
    '.github/dependabot.yml': DEPENDABOT,
    '.github/CODEOWNERS': '/.github/ @acme/pipelines\n/actions/ @acme/pipelines\n',
    ...extra,
  });
  if (form === 'from the working tree') addActions(upstream);
  upstream.commit();
  if (action === 'verify-pipeline') sign(upstream, setting.key);
  return upstream;
}

/** A policy that trusts this key and no other. */
export function policyTrusting(name: string, { publicPem }: KeyFiles): string {
  const pem = publicPem.trim().replaceAll('\n', '\n        ');
  return `trust:\n  keys:\n    ${name}:\n      pem: |\n        ${pem}\n`;
}

interface Started {
  readonly action: string;
  readonly form: Form;
  readonly upstream: Repository;
  readonly event: EventOfRun;
}

/** A run as GitHub starts it: the checkout of an Action's README, and the secrets that an event has. */
export function requestOf(
  { action, form, upstream, event }: Started,
  setting: Setting,
): RunRequest & { readonly checkout: Repository } {
  const isFork = event.name === 'pull_request';
  const { gitHub, key, world } = setting;
  const isEnterprise = form === 'from another repository';
  const checkout = world.checkout(upstream, {
    ref: isFork ? 'refs/pull/7/merge' : 'refs/heads/main',
    fetchDepth: USAGES[action]?.fetchDepth ?? 1,
    origin: `${isEnterprise ? gitHub.serverUrl : 'https://github.com'}/acme/app`,
  });
  const privateKey = { PLUMBLINE_KEY: readFileSync(key.privatePath, 'utf8') };
  return {
    checkout,
    event,
    secrets: { GITHUB_TOKEN: TOKEN, ...(isFork ? {} : privateKey) },
    env: isEnterprise
      ? {
          GITHUB_SERVER_URL: gitHub.serverUrl,
          GITHUB_API_URL: gitHub.apiUrl,
          GITHUB_REPOSITORY: 'acme/app',
        }
      : {},
  };
}
