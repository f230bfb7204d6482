import { itemsAt, type ClusterObject } from '../cluster/objects.js';
import {
  judgeSettings,
  PAC_CONFIG,
  settingOf,
  settingsOf,
  type Settings,
} from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import { exposureOf } from '../github/exposure.js';
import { stepsOf, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { shellText } from '../tekton/command-line.js';
import { containersOf, type ContainerSite } from '../tekton/specs.js';
import { pacRepositoriesOf } from '../triggers/pac.js';
import { placeIn, type Place, type Violation } from '../violation.js';
import { actionOf, inputOf, isOff } from './steps.js';

/** 3.1.5: the token of an App is for some repositories, some permissions and one job. */
export const scopedAppToken: Control = {
  id: '3.1.5',
  slug: 'scoped-app-token',
  title: 'App tokens are limited and revoked',
  level: 1,
  assessment: 'automated',
  rationale:
    'An installation token may by default do everything that the App may do, in all repositories of the installation if an owner is named, for an hour. A script that reads it from one job then writes to repositories that the job has nothing to do with, also after the job has ended.',
  audit:
    'At each step that makes a token of an App: the permissions are named; repositories are named if an owner is; the token is revoked when the job ends. With Pipelines as Code, `secret-github-app-token-scoped` is not `false`.',
  remediation:
    'Give `actions/create-github-app-token` the inputs `permission-…` that the job needs and, with `owner`, `repositories`; leave `skip-token-revoke` out.',
  impact: 'A new use of the token needs its permission or repository to be added.',
  references: ['OWASP CICD-SEC-6', 'zizmor github-app', 'ghalint 009, 010'],
  legs: {
    G: { judge: asRun(judgeGitHub) },
    T: { judge: asStarted(judgeTekton), needs: ['cluster'] },
  },
};

/** How the inputs of an action limit the token. Keys are names of inputs. */
interface Maker {
  readonly permissions: (names: readonly string[]) => boolean;
  /** Without it the token is for the repository of the run, or, if null, always for what is named. */
  readonly owner: string | null;
  readonly repositories: readonly string[];
  /** The input that keeps the token alive, and the value that does so. */
  readonly keeps: readonly [input: string, on: boolean] | null;
  readonly hint: string;
}

const MAKERS: Readonly<Record<string, Maker>> = {
  'actions/create-github-app-token': {
    permissions: (names) => names.some((name) => name.startsWith('permission-')),
    owner: 'owner',
    repositories: ['repositories'],
    keeps: ['skip-token-revoke', true],
    hint: 'permission-<scope>: read',
  },
  'tibdex/github-app-token': {
    permissions: (names) => names.includes('permissions'),
    owner: null,
    repositories: ['repositories', 'repository', 'installation_retrieval_payload'],
    keeps: ['revoke', false],
    hint: `permissions: '{"contents": "read"}'`,
  },
  'peter-murray/workflow-application-token-action': {
    permissions: (names) => names.includes('permissions'),
    owner: 'organization',
    repositories: ['repository', 'repositories'],
    keeps: ['revoke_token', false],
    hint: 'permissions: contents:read',
  },
};

function judgeGitHub(subject: Subject): Judgement {
  const made = stepsOf(subject).flatMap((site) => {
    const maker = MAKERS[actionOf(site.step) ?? ''];
    return maker === undefined ? [] : [{ site, maker }];
  });
  if (made.length === 0) return 'not-applicable';
  return made.flatMap(({ site, maker }) => judgeMaker(subject, site, maker));
}

function judgeMaker(subject: Subject, site: StepSite, maker: Maker): readonly Violation[] {
  const { step } = site;
  const uses = placeIn(site.of, step.uses ?? step);
  const given = step.with.filter(({ value }) => value.value.trim() !== '');
  const names = given.map(({ name }) => name.value.toLowerCase());
  const found: Violation[] = [];
  const add = (what: string, at: Place, text: Pick<Violation, 'message' | 'hint'>): void => {
    const exposure = exposureOf(subject, site.job);
    found.push({ at, address: site.address, subject: what, severity: 'medium', exposure, ...text });
  };
  if (!maker.permissions(names)) {
    add('permissions', uses, {
      message: 'Whoever gets this token may do everything that the App may do.',
      hint: maker.hint,
    });
  }
  const owner = maker.owner === null ? null : inputOf(step, maker.owner);
  if (
    owner !== null &&
    owner.value !== '' &&
    !maker.repositories.some((name) => names.includes(name)) &&
    !isOfOrganisation(names)
  ) {
    add('repositories', placeIn(site.of, owner), {
      message: 'Whoever gets this token reaches every repository in which the App is installed.',
      hint: `${maker.repositories[0] ?? 'repositories'}: <names of repositories>`,
    });
  }
  const kept = keptAlive(site, maker);
  if (kept !== null) {
    add('revoke', kept, {
      message: 'Whoever gets this token can use it for an hour, also after the job has ended.',
      hint: `leave ${maker.keeps?.[0] ?? ''} out`,
    });
  }
  return found;
}

/** Permissions over an organisation alone: they reach no repository. */
function isOfOrganisation(names: readonly string[]): boolean {
  const asked = names.filter((name) => name.startsWith('permission-'));
  return (
    asked.length > 0 &&
    asked.every((name) => /^permission-(?:members|organization-|team-discussions)/.test(name))
  );
}

function keptAlive({ of, step }: StepSite, { keeps }: Maker): Place | null {
  const input = keeps === null ? null : inputOf(step, keeps[0]);
  if (keeps === null || input === null || input.value.trim() === '') return null;
  const on = !isOff(input);
  return on === keeps[1] ? placeIn(of, input) : null;
}

function judgeTekton(subject: Subject): Judgement {
  const repositories = pacRepositoriesOf(subject).flatMap((one) => judgeRepository(one));
  const asking = containersOf(subject).filter(({ step }) =>
    ASKS.test(shellText(step)?.value ?? ''),
  );
  const found = [...repositories, ...asking.flatMap((site) => judgeScript(site))];
  const settings = judgeSettings(settingsOf(subject, PAC_CONFIG), (one) => judgeConfig(one));
  if (typeof settings !== 'string') return [...settings, ...found];
  return found.length + asking.length > 0 ? found : settings;
}

/** The endpoint that hands out tokens of an App (GitHub REST API, "Create an installation access token"). */
const ASKS = /\/app\/installations\/\S+\/access_tokens\b/;

/** A script that asks for a token and names no limit, in the command or in a file that it sends. */
function judgeScript({ resource, address, step }: ContainerSite): readonly Violation[] {
  const script = shellText(step);
  if (script === null || /\b(?:repositor(?:ies|y_ids)|permissions)\b/.test(script.value)) return [];
  return [
    {
      at: placeIn(resource, script),
      address,
      subject: 'access_tokens',
      severity: 'medium',
      message:
        'Code of this step gets a token for every repository in which the App is installed, with all that it may do.',
      hint: `--data '{"repositories":["<name>"],"permissions":{"contents":"read"}}'`,
    },
  ];
}

/** A pattern of repositories: what is created tomorrow is among them. */
function judgeRepository(repository: ClusterObject): readonly Violation[] {
  const named = itemsAt(repository.node, 'spec', 'settings', 'github_app_token_scope_repos');
  return named.flatMap((node): readonly Violation[] => {
    if (node.kind !== 'scalar' || !/[*?[]/.test(node.text)) return [];
    return [
      {
        at: placeIn(repository, node),
        address: repository.address,
        subject: 'github_app_token_scope_repos',
        severity: 'medium',
        message: `A run of this repository gets a token for every repository that \`${node.text}\` matches.`,
        hint: 'github_app_token_scope_repos: [<owner>/<repository>]',
        actual: node.text,
      },
    ];
  });
}

function judgeConfig(settings: Settings): readonly Violation[] {
  const { address } = settings.object;
  const scoped = settingOf(settings, 'secret-github-app-token-scoped');
  const extra = settingOf(settings, 'secret-github-app-scope-extra-repos');
  const found: Violation[] = [];
  if (scoped.text !== null && /^(?:|false|no|off|n|f|0)$/i.test(scoped.text))
    found.push({
      at: scoped.at,
      address,
      subject: 'secret-github-app-token-scoped',
      severity: 'high',
      message:
        'A run of one repository gets a token for every repository in which the App is installed.',
      hint: 'secret-github-app-token-scoped: "true"',
    });
  else if ((extra.text ?? '') !== '')
    found.push({
      at: extra.at,
      address,
      subject: 'secret-github-app-scope-extra-repos',
      severity: 'medium',
      message: `A run of any repository gets a token for \`${extra.text ?? ''}\` as well.`,
      hint: 'github_app_token_scope_repos, in the Repository that needs them',
    });
  return found;
}
