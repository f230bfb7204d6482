import type { Control, Judgement } from '../control.js';
import { hasToken, secretsIn } from '../credentials/expressions.js';
import { variablesOf } from '../credentials/steps.js';
import { occurrencesIn } from '../expression/occurrences.js';
import { exposureOf } from '../github/exposure.js';
import { jobsOf, stepsOf, type JobSite, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { tektonScripts } from '../composition/scripts.js';
import { asStarted } from '../tekton/as-started.js';
import { containersOf, hasTekton, type ContainerSite } from '../tekton/specs.js';
import { placeIn, placeWithin, type Violation } from '../violation.js';
import { packedSecrets } from './packed-secrets.js';
import { leaksIn, type Leak, type Secrets } from './secret-output.js';
import { FILE, leaksOf, OPEN, secretsOf } from './tekton-leaks.js';
import { takenAlong } from './uploads.js';

/** 2.4.2: what leaves a run stays readable for long, and for many. */
export const noLeakedCredentials: Control = {
  id: '2.4.2',
  slug: 'no-leaked-credentials',
  title: 'Uploads, caches, results and logs hold no credentials',
  level: 1,
  assessment: 'automated',
  rationale:
    'Artifacts and logs of a public repository can be read by everybody, caches by every pull request, results of Tekton by whoever may read the run. A folder that is uploaded as a whole takes `.git/config` and key files along; Tekton masks nothing in logs, and GitHub only what it knows letter by letter.',
  audit:
    'Look at the paths of uploads and caches for whole folders and for files with credentials. Look in scripts for secrets that are printed, for `set -x` and `env` beside secrets, and for secrets in outputs and results.',
  remediation:
    'Upload the folder with the build’s output only. Hand a secret to a program by the environment, a file or standard input, never by `echo`. Put `set +x` around it. Pass the name of a Secret, not its value.',
  impact: 'None for the run.',
  references: ['OWASP CICD-SEC-6', 'CodeQL secrets-in-artifacts', 'zizmor artipacked'],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: asStarted(judgeTekton) } },
};

function judgeGitHub(subject: Subject): Judgement {
  return [
    ...jobsOf(subject).flatMap((site) => outputs(subject, site)),
    ...stepsOf(subject).flatMap((site) => [...uploads(subject, site), ...printed(subject, site)]),
  ];
}

function outputs(subject: Subject, site: JobSite): readonly Violation[] {
  const { workflow, job, address } = site;
  return job.outputs
    .filter(({ value }) => holdsSecret(value.value))
    .map(({ name, value }) => ({
      at: placeIn(workflow, value),
      address,
      subject: `output ${name.value}`,
      severity: 'high',
      exposure: exposureOf(subject, site),
      message:
        'Whoever can read a later job or its log gets this secret: outputs are no place for one.',
      hint: 'read `secrets.…` in the job that needs it',
    }));
}

function holdsSecret(text: string): boolean {
  return secretsIn(text).length > 0 || hasToken(text);
}

function uploads(subject: Subject, site: StepSite): readonly Violation[] {
  return takenAlong(site).map(({ text, path, what }) => ({
    at: placeIn(site.of, text),
    address: site.address,
    subject: path,
    severity: 'high',
    exposure: exposureOf(subject, site.job),
    message: `Whoever can read what is kept here gets ${what} with it.`,
    hint: 'path: <the folder with the output of the build>',
  }));
}

function printed(subject: Subject, { of, step, job, address }: StepSite): readonly Violation[] {
  const { run } = step;
  const shell = step.shell ?? job?.job.defaults?.shell ?? job?.workflow.defaults?.shell ?? null;
  if (run === null || (shell !== null && !/^(?:bash|sh)\b/.test(shell.value))) return [];
  const variables = variablesOf({ step, job });
  const secrets: Secrets = {
    names: variables
      .filter(({ name, value }) => holdsSecret(value.value) && !OPEN.test(name.value))
      .map(({ name }) => name.value),
    holes: occurrencesIn(run.value).map((occurrence) => ({
      start: occurrence.start,
      end: occurrence.end,
      secret: holdsSecret(`\${{ ${occurrence.text} }}`),
    })),
    isFile: (text) => FILE.test(text),
    isResult: (text) => /GITHUB_STEP_SUMMARY/.test(text),
  };
  return leaksIn(run.value, secrets)
    .filter(({ by }) => by === 'print')
    .map((leak) => ({
      at: placeWithin(of.source, run.node, leak),
      address,
      subject: leak.by,
      severity: 'medium' as const,
      exposure: exposureOf(subject, job),
      message:
        'Whoever reads the log or the summary may get this secret: only its exact text is masked.',
      hint: 'remove the command, or give the secret to the program by `env`',
    }));
}

function judgeTekton(subject: Subject): Judgement {
  if (!hasTekton(subject)) return 'not-applicable';
  return [...containersOf(subject).flatMap((site) => inContainer(site)), ...packedInTasks(subject)];
}

/** Archives of each Task. */
function packedInTasks(subject: Subject): readonly Violation[] {
  const scripts = new Map(tektonScripts(subject).map((script) => [script.address, script]));
  return [...Map.groupBy(containersOf(subject), ({ task }) => task)].flatMap(([, sites]) =>
    packedSecrets(
      sites.flatMap((site) => {
        const script = scripts.get(site.address);
        const { names, isKept } = secretsOf(site);
        const reads = new RegExp(`\\$\\{?(?:${names.join('|') || '$^'})\\b`);
        const holdsSecret = (text: string) => reads.test(text) || isKept(text);
        return script === undefined ? [] : [{ script, holdsSecret }];
      }),
    ),
  );
}

function inContainer(site: ContainerSite): readonly Violation[] {
  const seen = new Set<string>();
  return leaksOf(site).flatMap(({ leak, at }) => {
    const subject = `${leak.by} to ${leak.to}`;
    if (leak.by === 'trace' && seen.has(subject)) return [];
    seen.add(subject);
    return [
      {
        at,
        address: site.address,
        subject,
        severity: leak.to === 'result' ? ('high' as const) : ('medium' as const),
        message: messageOf(leak),
        hint: HINTS[leak.by],
      },
    ];
  });
}

function messageOf({ to, by }: Leak): string {
  if (to === 'result')
    return 'Whoever can read the run gets this credential: results are kept in it, and in its provenance.';
  if (by === 'verbose')
    return 'Whoever reads the log gets this credential: the client prints the headers that it sends.';
  return by === 'trace'
    ? 'Whoever reads the log gets this credential: `set -x` prints the command with it.'
    : 'Whoever reads the log gets this credential: Tekton masks nothing.';
}

const HINTS: Readonly<Record<Leak['by'], string>> = {
  print: 'remove the command, or pass the name of the Secret',
  environment: 'remove the command',
  trace: 'set +x',
  verbose: 'curl -fsS',
};
