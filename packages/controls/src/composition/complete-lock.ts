import {
  lockScope,
  parseUses,
  pinOf,
  type Lock,
  type Text,
  type Workflow,
} from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { jobsIn, stepsIn, workflowsOf } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 1.1.2: a lock that leaves something out protects nobody from it. */
export const completeLock: Control = {
  id: '1.1.2',
  slug: 'complete-lock',
  title: 'The lock is complete and covers all workflows',
  level: 2,
  assessment: 'automated',
  rationale:
    'A lock holds only the workflows that it lists. One that is missing, or an entry that nobody renewed, runs whatever its tag means today, while everybody believes that the lock takes care of it. A malformed lock is ignored as a whole.',
  audit:
    'Every workflow that uses remote actions is listed in `.github/workflows/actions.lock`, every reference has an entry with commit, `owner_id` and `repo_id`, and nothing is listed that is no longer there.',
  remediation: 'Run `gh actions-lock` and commit the file.',
  impact: 'Each change of a reference changes the lock.',
  references: ['OWASP CICD-SEC-3', 'CIS SSC 2.4.2', 'CodeQL actions/unpinned-tag'],
  legs: { G: { judge } },
};

function judge(subject: Subject): Judgement {
  const { lock } = subject.model;
  if (lock === null) return 'not-applicable';
  if (!lock.usable) {
    const what =
      'GitHub ignores the lock as a whole: it is malformed or has a version that is not known.';
    return [violation(lock, { node: lock.node }, { subject: 'malformed', message: what })];
  }
  const workflows = workflowsOf(subject);
  return [
    ...workflows.flatMap((workflow) => loose(subject, lock, workflow)),
    ...lock.workflows
      .filter(({ path }) => !workflows.some((workflow) => workflow.path === path.value))
      .map(({ path }) =>
        violation(lock, path, {
          subject: path.value,
          message: `Nobody renews the entries of ${path.value}, which is no workflow of this repository.`,
        }),
      ),
  ];
}

/** The references of a workflow that the lock does not hold. */
function loose(subject: Subject, lock: Lock, workflow: Workflow): readonly Violation[] {
  const remote = usesIn(subject, workflow).flatMap((uses) => {
    const parsed = parseUses(uses.value);
    return parsed.kind === 'remote' && parsed.refKind !== 'commit' && parsed.target === 'action'
      ? [{ uses, pin: pinOf(parsed) }]
      : [];
  });
  const scope = lockScope(lock, workflow.path);
  const missing = remote.filter(({ pin }) => scope?.entries.has(pin) !== true);
  const [first] = missing;
  if (first === undefined) return [];
  if (scope === null) {
    const message = `Whoever can move a tag that ${workflow.path} names runs other code: the lock does not list it.`;
    return [violation(workflow, first.uses, { subject: 'not listed', message })];
  }
  return missing.map(({ uses, pin }) =>
    violation(workflow, uses, {
      subject: pin,
      message: `The lock lists ${workflow.path} and has no entry for \`${pin}\`.`,
    }),
  );
}

function usesIn(subject: Subject, workflow: Workflow): readonly Text[] {
  return [
    ...jobsIn(subject, workflow).flatMap(({ job }) => job.uses ?? []),
    ...stepsIn(subject, workflow).flatMap(({ step }) => step.uses ?? []),
  ];
}

function violation(
  of: Lock | Workflow,
  at: Parameters<typeof placeIn>[1],
  text: Pick<Violation, 'subject' | 'message'>,
): Violation {
  const address = of.path;
  return { at: placeIn(of, at), address, severity: 'medium', hint: 'gh actions-lock', ...text };
}
