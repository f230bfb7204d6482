import { createSource } from '@plumbline/core';
import type { Control, Judgement } from '../control.js';
import { hasFile, textAt } from '../files.js';
import { actionOf } from '../credentials/steps.js';
import { hasGitHub, stepsOf, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { isOwned, ownersOf, ruleFor, type Owners } from '../triggers/owners.js';
import { placeIn, type Violation } from '../violation.js';
import { isFromBase, pathOfChange } from './base-configuration.js';
import { isToldOtherwise, optionsOf, ownSettings } from './own-settings.js';

/** 6.1.2: a check that the change may switch off checks nothing. */
export const tamperProofScanner: Control = {
  id: '6.1.2',
  slug: 'tamper-proof-scanner',
  title: 'A change cannot switch off its own checks',
  level: 1,
  assessment: 'automated',
  rationale:
    'Scanners read their configuration and their exceptions from the files that they scan. Whoever writes the weakness also writes the line that hides it, and the check stays green.',
  audit:
    'Every file that configures a scanner or lists its exceptions has an owner in CODEOWNERS, or the scanner takes it from the base branch. On Tekton no scanner of a run for pull requests is given a file of the folder that is checked out.',
  remediation:
    'Write the file into CODEOWNERS with the people who answer for the exceptions: `/.github/zizmor.yml @example/security`.',
  impact: 'Exceptions wait for their owners.',
  references: ['OWASP CICD-SEC-1', 'CIS SSC 1.1.6'],
  legs: {
    G: { judge: asRun(judge) },
    T: { judge: asStarted(judgeTekton) },
  },
};

/** Files by which scanners of pipelines, code and secrets are told what to leave out. */
const CONFIGURATION =
  /^(?:\.github\/)?(?:\.?zizmor\.ya?ml|\.?poutine\.ya?ml|actionlint\.ya?ml|\.checkov\.ya?ml|\.checkov\.baseline|\.?kics\.config|kics\.ya?ml|\.?octoscan\.ya?ml|\.trivyignore(?:\.ya?ml)?|trivy\.yaml|\.grype\.yaml|\.gitleaks\.toml|\.gitleaksignore|\.semgrepignore|osv-scanner\.toml|\.snyk|\.pipeline-check\.ya?ml|\.ghalint\.ya?ml|ghalint\.ya?ml)$|^\.github\/codeql\/[^/]+\.ya?ml$/;

/** A file that a scanner is told to read, by its path in the repository. */
interface Given {
  readonly path: string;
  readonly site: StepSite;
}

/** Files under other names that scanners are told to read, those of a checkout of the base left out. */
function givenByOption(subject: Subject): readonly Given[] {
  return stepsOf(subject).flatMap((site) => {
    const { step } = site;
    const files = SCANNERS.test(actionOf(step) ?? '')
      ? step.with.filter(({ name }) => INPUTS.test(name.value)).map(({ value }) => value.value)
      : optionsOf(step.run?.value ?? '');
    return files.flatMap((file) => {
      const path = pathOfChange(site, file.trim().replace(/^\.\//, ''));
      return path === null ? [] : [{ path, site }];
    });
  });
}

const SCANNERS =
  /^(?:zizmorcore\/zizmor-action|aquasecurity\/trivy-action|bridgecrewio\/checkov-action|gitleaks\/gitleaks-action|checkmarx\/kics-github-action|boostsecurityio\/poutine-action|anchore\/scan-action|semgrep\/.*|google\/osv-scanner-action.*)$/;
const INPUTS =
  /^(?:config(?:[-_](?:file|path))?|trivy-config|trivyignores|ignore[-_]?file|baseline(?:[-_]path)?)$/i;

function judgeTekton(subject: Subject): Judgement {
  const files = hasGitHub(subject) ? 'not-applicable' : judge(subject);
  const settings = ownSettings(subject);
  if (typeof files === 'string') return settings ?? files;
  return [...files, ...(settings ?? [])];
}

function judge(subject: Subject): Judgement {
  const given = givenByOption(subject);
  const named = new Set(given.map(({ path }) => path));
  const paths = subject.model.entries
    .filter(({ kind, path }) => kind === 'file' && (CONFIGURATION.test(path) || named.has(path)))
    .filter(({ path }) => named.has(path) || !isToldOtherwise(subject, path))
    .map(({ path }) => path);
  if (paths.length + given.length === 0) return 'not-applicable';
  const owners = ownersOf(subject);
  const brought = given.filter(
    ({ path, site }) =>
      !hasFile(subject, path) && scansChange(site) && (owners === null || !isOwned(owners, path)),
  );
  return [...brought.map((one) => byChange(one)), ...unowned(subject, owners, paths)];
}

/** A run for a pull request, whose files are those of the change. */
function scansChange({ job }: StepSite): boolean {
  return (
    job?.workflow.triggers.some(({ event }) => event.value.startsWith('pull_request')) === true
  );
}

/** A file that is not there, which the change may bring. */
function byChange({ path, site: { of, step, address } }: Given): Violation {
  return {
    at: placeIn(of, step.run ?? step.uses ?? step),
    address,
    subject: path,
    severity: 'medium',
    confidence: 'medium',
    message: `Whoever writes a weakness also writes its exception: the scanner takes \`${path}\` from the change itself.`,
    hint: 'check the base out beside it, and give its file to the scanner',
  };
}

function unowned(
  subject: Subject,
  owners: Owners | null,
  paths: readonly string[],
): readonly Violation[] {
  return paths.flatMap((path): readonly Violation[] => {
    if ((owners !== null && isOwned(owners, path)) || isFromBase(subject, path)) return [];
    const lost = owners === null ? null : ruleFor(owners, path);
    const source = createSource(path, textAt(subject, path) ?? '');
    return [
      {
        at: lost?.at ?? { source, span: { start: 0, end: 0 } },
        address: path,
        subject: path,
        severity: 'low',
        message: `Whoever writes a weakness also writes its exception into \`${path}\`: nobody owns that file.`,
        hint: `.github/CODEOWNERS: /${path} @<who answers for exceptions>`,
      },
    ];
  });
}
