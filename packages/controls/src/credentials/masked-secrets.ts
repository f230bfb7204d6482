import type { Control, Judgement } from '../control.js';
import { accessesIn, partsOf } from '../expression/path.js';
import type { Expression } from '../expression/syntax.js';
import { exposureOf } from '../github/exposure.js';
import { jobsOf, stepsOf, type JobSite, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { derivedPrints, derivedWrites } from './derived.js';
import { expressionsIn, templatesIn } from './expressions.js';
import { fieldsHandedOn } from './parsed-secrets.js';
import { handedOn } from './scripted-secrets.js';
import { actionOf, inputOf } from './steps.js';

/** 3.2.3: what is made of a secret is as secret, but the log knows only the secret itself. */
export const maskedSecrets: Control = {
  id: '3.2.3',
  slug: 'masked-secrets',
  title: 'Values derived from secrets are masked',
  level: 1,
  assessment: 'automated',
  rationale:
    'The runner replaces a secret in logs where it finds exactly its text. A field of a secret in JSON, a decoded or cut secret is another text: one `set -x` or error message puts it into a log that in a public repository everybody reads.',
  audit:
    'Look for `fromJSON(secrets.…)`, and for scripts that decode, parse or split a secret and hand the result to `$GITHUB_ENV`, `$GITHUB_OUTPUT`, `core.setOutput` or `core.exportVariable` without `::add-mask::` or `core.setSecret`.',
  remediation:
    'Store each value as a secret of its own. Where that cannot be, print `::add-mask::` with the derived value before anything else sees it.',
  impact: 'None for the run.',
  references: ['OWASP CICD-SEC-6', 'zizmor unredacted-secrets', 'CodeQL unmasked-secret-exposure'],
  legs: { G: { judge: asRun(judge) } },
};

function judge(subject: Subject): Judgement {
  return [
    ...jobsOf(subject).flatMap((site) => inJob(subject, site)),
    ...stepsOf(subject).flatMap((site) => [
      ...parsedSecrets(subject, site, { of: site.of, node: site.step.node }),
      ...derived(subject, site),
    ]),
  ];
}

/** What stands at the job and not in its steps. */
function inJob(subject: Subject, site: JobSite): readonly Violation[] {
  const { workflow, job, address } = site;
  return job.node.entries
    .filter(({ key }) => key.text !== 'steps')
    .flatMap(({ value }) =>
      parsedSecrets(subject, { address, job: site }, { of: workflow, node: value }),
    );
}

function parsedSecrets(
  subject: Subject,
  { address, job }: Pick<StepSite, 'address' | 'job'>,
  { of, node }: { readonly of: StepSite['of']; readonly node: StepSite['step']['node'] | JobNode },
): readonly Violation[] {
  return templatesIn(node)
    .filter(({ text }) => expressionsIn(text).some((expression) => parsesSecret(expression)))
    .map((scalar) => ({
      at: placeIn(of, scalar),
      address,
      subject: scalar.text.length > 200 ? 'fromJSON(secrets)' : scalar.text,
      severity: 'medium' as const,
      exposure: exposureOf(subject, job),
      message: 'Whoever reads the log sees fields of this secret: only its whole text is masked.',
      hint: 'a secret of its own for each field: ${{ secrets.NAME }}',
    }));
}

type JobNode = JobSite['job']['node']['entries'][number]['value'];

/** `fromJSON(secrets.x).y`: the secret as a whole would still be masked. */
function parsesSecret(expression: Expression): boolean {
  return partsOf(expression).some(
    (part) =>
      part.kind === 'call' &&
      part.name.toLowerCase() === 'fromjson' &&
      part.args.some((arg) => accessesIn(arg).some(([context]) => context === 'secrets')),
  );
}

function derived(subject: Subject, { of, step, address, job }: StepSite): readonly Violation[] {
  const isScript = actionOf(step) === 'actions/github-script';
  const text = isScript ? inputOf(step, 'script') : step.run;
  if (text === null) return [];
  const writes = isScript
    ? handedOn(text.value, step, job)
    : [...derivedWrites(step, job), ...derivedPrints(step, job), ...fieldsHandedOn(step, job)];
  return writes.map(({ name, file }) => ({
    at: placeIn(of, text),
    address,
    subject: `${name} to ${file}`,
    severity: 'medium' as const,
    exposure: exposureOf(subject, job),
    message: `Whoever reads the log may see what was made of the secret in \`${name}\`: nothing masks it.`,
    hint: isScript ? 'core.setSecret(value)' : 'echo "::add-mask::$VALUE"',
  }));
}
