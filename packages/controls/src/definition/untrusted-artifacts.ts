import type { WorkflowStep } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { actionOf, inputOf, variablesOf } from '../credentials/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import type { ForeignFiles } from '../taint/github/flow.js';
import { foreignFiles, gitHubFlows } from '../taint/github/workflows.js';
import { asStarted } from '../tekton/as-started.js';
import { placeIn, type Violation } from '../violation.js';
import { gitHubViolation, reachOf } from './flows.js';
import { executedAfter } from './foreign.js';
import { unpackedOverSources } from './fetched-archives.js';
import { foldersOf, executedFromVolumes } from './left-volumes.js';
import { pullRuns } from './pull-runs.js';

/** 2.2.4: an artifact of a run for a pull request is written by its author. */
export const untrustedArtifacts: Control = {
  id: '2.2.4',
  slug: 'untrusted-artifacts',
  title: 'Artifacts of untrusted runs are only data',
  level: 1,
  assessment: 'automated',
  rationale:
    'A workflow by `workflow_run` has the secrets of the repository; the artifact that it downloads was made by a run for a pull request of a stranger, who chose every file in it. Unpacked into the working folder it overwrites scripts, tools and configuration that later steps run.',
  audit:
    'Find downloads of artifacts of other runs in workflows by `workflow_run`. Each unpacks into a folder of its own outside the working folder, and nothing of it is run; values that are read from it are checked. On Tekton: no run that executes code of a workspace mounts there a volume that runs for pull requests mount.',
  remediation:
    'Add `path: ${{ runner.temp }}/artifact`, read single values from it, and check them: `[[ "$number" =~ ^[0-9]+$ ]]`.',
  impact: 'Steps that read the artifact name its new folder.',
  references: ['OWASP CICD-SEC-4', 'OWASP CICD-SEC-9', 'CodeQL artifact-poisoning'],
  legs: { G: { judge: asRun(judge) }, T: { judge: asStarted(judgeTekton) } },
};

function judge(subject: Subject): Judgement {
  const artifacts = foreignFiles(subject).filter(({ kind }) => kind === 'artifact');
  if (artifacts.length === 0) return 'not-applicable';
  return [
    ...artifacts.flatMap((artifact) => judgeOne(subject, artifact)),
    ...gitHubFlows(subject)
      .filter(({ sink, taint }) => TRUSTED.test(sink) && /files of an artifact/.test(taint.name))
      .map((flow) =>
        gitHubViolation(subject, flow, {
          severity: 'high',
          message: `Whoever opens a pull request writes this artifact, and what stands in it reaches ${flow.by} unchecked.`,
          hint: '[[ "$value" =~ ^[0-9]+$ ]] || exit 1',
        }),
      ),
  ];
}

/** Where a value is more than data. */
const TRUSTED = /^(?:script|input|reread|environment|search-path)$/;

/** The volume that a run for a pull request leaves behind is its artifact. */
function judgeTekton(subject: Subject): Judgement {
  const left = foldersOf(pullRuns(subject));
  const fetched = unpackedOverSources(subject);
  return left.length === 0 && fetched === null
    ? 'not-applicable'
    : [...executedFromVolumes(subject, left), ...(fetched ?? [])];
}

/** Folders that no step runs anything from. */
const APART = /runner\.temp|RUNNER_TEMP|^\/tmp\b|mktemp|^\.\.\/|\/\.\.\//;

function judgeOne(subject: Subject, artifact: ForeignFiles): readonly Violation[] {
  const { step, of, address, starts } = artifact;
  const runs = executedAfter(artifact);
  const text = runs?.run ?? runs?.uses ?? null;
  const reached = starts.some(({ outsider }) => outsider);
  if (!reached || text === null || staysApart(artifact, text.value)) return [];
  if (isVerified(artifact, runs)) return [];
  const ends = placeIn(artifact.job?.workflow ?? of, text);
  return [
    {
      at: artifact.at,
      address,
      subject: actionOf(step) ?? 'download',
      severity: 'high',
      exposure: reachOf(subject, artifact),
      message:
        'Whoever opens a pull request writes the files of this artifact, and a later step runs code of the folder that they land in.',
      hint: 'path: ${{ runner.temp }}/artifact',
      flow: [...artifact.taint.trail, { ...ends, message: 'runs code of the working folder' }],
    },
  ];
}

/** Commands that say by whom a file was built or signed. */
const VERIFIES =
  /\b(?:gh\s+attestation\s+verify|cosign\s+verify-(?:blob|attestation|blob-attestation)|slsa-verifier\s+verify-artifact|gpg\s+(?:\S+\s+)*--verify|minisign\s+-V)\b/;

/** Whether a step between the download and what runs verifies whose the files are, and fails if they are not. */
function isVerified({ step, job }: ForeignFiles, runs: WorkflowStep | null): boolean {
  return (job?.job.steps ?? [])
    .filter(({ index }) => index > step.index && index <= (runs?.index ?? -1))
    .some(
      ({ run, continueOnError }) =>
        VERIFIES.test(run?.value ?? '') && continueOnError?.value !== 'true',
    );
}

/** Unpacked outside of the working folder, and what runs does not name that folder. */
function staysApart({ step, job }: ForeignFiles, runs: string): boolean {
  const given = folderOf(step, job?.job.steps ?? []);
  const variable = /^\$\{?(\w+)\}?$/.exec(given)?.[1];
  const set = variablesOf({ step, job });
  const folder = set.find(({ name }) => name.value === variable)?.value.value ?? given;
  const name = folder.replace(/^.*[\\/]/, '');
  return APART.test(folder) && (name === '' || !namesFolder(runs, name));
}

function folderOf(step: WorkflowStep, all: readonly WorkflowStep[]): string {
  if (step.run !== null) return target(step.run.value);
  if (actionOf(step) !== 'actions/github-script') return inputOf(step, 'path')?.value ?? '';
  const unpacks = all.find(({ run }) => /\b(?:unzip|7z\s+x|bsdtar)\b/.test(run?.value ?? ''));
  return target(unpacks?.run?.value ?? '');
}

/** The folder that a command unpacks into; without an option for it the whole script. */
function target(script: string): string {
  return (
    /\s(?:--dir|-D|-C|-d)[ =]["']?([^\s"']+)/.exec(script)?.[1] ??
    (/\bunzip\b/.test(script) ? '' : script)
  );
}

/** Where a command runs what a path names: as the program, behind an interpreter, as the folder to work in. */
const RUNS =
  /(?:^|[\n;&|(]|(?<!\$)\{|\$\(|\b(?:then|do|else|sudo|exec|time)\s)[ \t]*["']?([^\s"'=]{0,300}\/[^\s"']{0,300})|(?:^|[\s;&|(])(?:(?:ba|da|z)?sh|python3?|node|ruby|perl|source|\.|cd|pushd)[ \t]+(?:-\w+[ \t]+)*["']?([^\s"']+)|\s(?:-C|-f|--prefix|--cwd|--dir|--directory|--manifest-path|--rootdir|-e|-r|-p)[ =]["']?([^\s"']+)|(?:docker|podman|buildah)\s[^\n]{0,200}?\sbuild\b[^\n]{0,400}\s["']?([^\s"']{1,300})|\b(?:pip3?|npm|pnpm|yarn)\s+(?:install|i|add|publish)\s[^\n]{0,200}?["']?([^\s"'-][^\s"']{0,300})|PATH=["']?([^\s"']+)/g;

/** Whether what runs lies below a folder of this name, or works in it: `publish-docs` names no folder `docs`. */
function namesFolder(text: string, name: string): boolean {
  if (!text.includes('\n') && /^\S+$/.test(text)) return text.split('/').includes(name);
  return [...text.matchAll(RUNS)].some((found) =>
    found.slice(1).some((path: string | undefined) => path?.split(/[/:]/).includes(name)),
  );
}
