import { globMatch } from '@plumbline/core';
import { expandMatrix, type Text, type WorkflowTrigger } from '@plumbline/pipeline';
import { scriptOf, type ScriptSite } from '../composition/scripts.js';
import type { Control, Judgement } from '../control.js';
import { actionOf, inputOf } from '../credentials/steps.js';
import { parseCondition } from '../expression/occurrences.js';
import { truthOf } from '../expression/truth.js';
import { stepsOf, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import { shared, type Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { placeIn, type Violation } from '../violation.js';
import { judgeScanRuns } from './scan-runs.js';
import { scanIn } from './scanning-commands.js';

/** 6.1.1: a weakness is cheapest before it is merged. */
export const scannedDefinitions: Control = {
  id: '6.1.1',
  slug: 'scanned-definitions',
  title: 'Pipeline definitions are scanned on every change',
  level: 1,
  assessment: 'automated',
  rationale:
    'A weakness of a workflow is open to everybody from the moment it is merged. A scan that runs at night, or whose result does not count, tells of it afterwards.',
  audit:
    'A scanner of pipeline definitions runs in pull requests, its failure fails the check, and the check is required. Code scanning by default setup with the language `actions` counts too; it is in the settings. On Tekton a run for pull requests has the scan, and nothing passes over its failure.',
  remediation:
    'Run the scanner `on: pull_request` without `continue-on-error` and without `|| true`; on Tekton in a run for pull requests, without `onError: continue`.',
  impact: 'Changes with new findings wait.',
  references: [
    'OWASP CICD-SEC-7',
    'OWASP CICD-SEC-10',
    'CIS SSC 1.5.2',
    'CIS SSC 2.3.6',
    'Scorecard SAST',
  ],
  legs: {
    G: { judge: asRun(judge), needs: ['settings'] },
    T: { judge: asStarted(judgeScanRuns), needs: ['settings'] },
  },
};

/** A step that scans definitions. */
interface Scan {
  readonly site: StepSite;
  readonly text: Text;
  readonly name: string;
  /** Whether its result is thrown away in the script. */
  readonly isIgnored: boolean;
}

function judge(subject: Subject): Judgement {
  const scans = scansOf(subject);
  const reasons = scans.map((scan) => weakness(scan));
  const [first] = scans;
  const why = reasons[0] ?? null;
  if (first === undefined) return leftOut(subject);
  return reasons.includes(null) || why === null ? [] : [violation(first, why)];
}

/** Code scanning by a workflow excludes the default setup: it scans the languages that it names. */
function leftOut(subject: Subject): Judgement {
  const all = stepsOf(subject).flatMap(({ of, step, job, address }) => {
    if (job === null || actionOf(step) !== CODEQL) return [];
    const languages = inputOf(step, 'languages');
    const { known } = expandMatrix(languages?.value ?? '${{', job.job.strategy?.matrix ?? null);
    return [{ of, address, languages: languages ?? step, known }];
  });
  const [first] = all;
  if (first === undefined || !all.every(({ known }) => known)) return 'not-offered';
  return [
    {
      at: placeIn(first.of, first.languages),
      address: first.address,
      subject: CODEQL,
      severity: 'low',
      message:
        'Whoever merges a weakness of a workflow is not stopped: code scanning leaves the workflows out.',
      hint: 'languages: actions',
    },
  ];
}

function violation({ site, text, name }: Scan, why: string): Violation {
  return {
    at: placeIn(site.of, text),
    address: site.address,
    subject: name,
    severity: 'low',
    message: `Whoever merges a weakness of a workflow is not stopped by \`${name}\`: ${why}.`,
    hint: 'on: pull_request, without continue-on-error',
  };
}

const scansOf = shared((subject: Subject): readonly Scan[] => {
  return stepsOf(subject)
    .filter(({ job }) => job !== null)
    .flatMap((site): readonly Scan[] => {
      const { uses, run } = site.step;
      const action = uses === null ? null : scanningAction(site);
      if (uses !== null && action !== null)
        return [{ site, text: uses, name: action, isIgnored: false }];
      const script = run === null ? undefined : scriptOf(subject, site.step);
      return run === null || script === undefined ? [] : scanningCommand(site, run, script);
    });
});

const CODEQL = 'github/codeql-action/init';
const LANGUAGE = /(?:^|[\s,])actions(?:$|[\s,])/;
const OURS = 'plumbline/plumbline/actions/config-benchmark';

const ACTIONS = new Set([
  'zizmorcore/zizmor-action',
  'boostsecurityio/poutine-action',
  'bridgecrewio/checkov-action',
  'synacktiv/octoscan',
  'checkmarx/kics-github-action',
  OURS,
]);

function scanningAction({ step, job }: StepSite): string | null {
  const name = actionOf(step);
  if (name === CODEQL) {
    const languages = inputOf(step, 'languages')?.value ?? '';
    const all = expandMatrix(languages, job?.job.strategy?.matrix ?? null);
    return all.known && all.values.some((value) => LANGUAGE.test(value)) ? name : null;
  }
  return name !== null && ACTIONS.has(name) ? name : null;
}

function scanningCommand(site: StepSite, run: Text, script: ScriptSite): readonly Scan[] {
  const found = scanIn(script);
  return found === null ? [] : [{ site, text: run, ...found }];
}

/** Why the scan stops no change; null if it does. */
function weakness({ site, isIgnored }: Scan): string | null {
  const { job, step } = site;
  if (job === null) return null;
  const isOn = [job.job.continueOnError, step.continueOnError].some(
    (text) => text?.value === 'true',
  );
  if (isOn) return 'its failure is passed over (`continue-on-error`)';
  if (isIgnored) return 'its failure is passed over (`|| true`)';
  if (inputOf(step, 'mode')?.value === 'audit') return 'its failure is passed over (`mode: audit`)';
  const changes = job.workflow.triggers.filter(({ event }) => ON_CHANGE.test(event.value));
  if (changes.length === 0) return 'it does not run in pull requests';
  if (!changes.some((trigger) => takesWorkflows(trigger))) return 'its `paths` leave workflows out';
  const isOpen = changes.some(({ event }) =>
    [job.job.condition, step.condition].every((text) => holdsFor(text, event.value)),
  );
  return isOpen ? null : 'its condition leaves pull requests out';
}

const ON_CHANGE = /^(?:pull_request|merge_group|workflow_call)$/;
const CHANGED = '.github/workflows/changed.yml';

/** Whether a change of a workflow passes the `paths` of a trigger; the last pattern that matches decides. */
function takesWorkflows({ filters }: WorkflowTrigger): boolean {
  const valuesOf = (key: string): readonly string[] | null =>
    filters.find(({ name }) => name.value === key)?.values.map(({ value }) => value) ?? null;
  const last = valuesOf('paths')?.findLast((value) => covers(value.replace(/^!/, '')));
  if (valuesOf('paths') !== null) return last?.startsWith('!') === false;
  return !(valuesOf('paths-ignore') ?? []).some((value) => covers(value));
}

/** `**` stands for more than one part, also inside of one. */
function covers(pattern: string): boolean {
  return globMatch(pattern, CHANGED) || /^\*\*(?:\/\*)?(?:\.ya?ml)?$/.test(pattern);
}

function holdsFor(condition: Text | null, event: string): boolean {
  const expression = condition === null ? null : parseCondition(condition.value).expression;
  if (expression === null) return true;
  const truth = truthOf(expression, (path) =>
    path.join('.') === 'github.event_name' ? [event] : null,
  );
  return truth !== false;
}
