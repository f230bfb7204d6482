import type { Text, Workflow } from '@plumbline/pipeline';
import { actionOf, inputOf } from '../credentials/steps.js';
import { exposureOf } from '../github/exposure.js';
import type { StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { isPrivilegedOutside } from '../taint/github/payload.js';
import { foreignFiles } from '../taint/github/workflows.js';
import { placeIn, type Violation } from '../violation.js';
import { cacheModeOf, restoredBy } from './caches.js';
import { executedAfter } from './foreign.js';

/** A privileged run of strangers writes the caches of the default branch: on a server of one's own still, on github.com where the platform is not relied on. */
export function filledByStrangers(
  subject: Subject,
  restoring: readonly StepSite[],
): readonly Violation[] {
  const brought = Map.groupBy(
    foreignFiles(subject).filter(
      ({ job, starts }) =>
        starts.some(({ event, outsider }) => outsider && isPrivilegedOutside(event)) &&
        job !== null &&
        reachesDefault(job.workflow),
    ),
    ({ job }) => job?.job,
  );
  return restoring.flatMap((site): readonly Violation[] => {
    const text = cacheOf(site.step);
    if (text === null || site.job === null) return [];
    const mode = cacheModeOf(site.job.workflow, site.job.job)?.text.trim() ?? '';
    if (/^(?:none|read)$/.test(mode)) return [];
    const foreign = brought.get(site.job.job) ?? [];
    const fills = foreign.some(
      (files) => executedAfter(files) !== null || isOfWorkspace(site.step),
    );
    if (/\/restore$/.test(actionOf(site.step) ?? '') || !fills) return [];
    const own = subject.platform === 'ghes';
    return [
      {
        at: placeIn(site.of, text),
        address: site.address,
        subject: actionOf(site.step) ?? 'cache',
        severity: own ? 'high' : 'low',
        confidence: own ? 'high' : 'medium',
        exposure: exposureOf(subject, site.job),
        message: `Whoever opens a pull request fills this cache from a run of the default branch: ${own ? 'this server gives such runs a token that writes' : 'only the platform, since June 2026, keeps such runs from writing'}.`,
        hint: 'uses: actions/cache/restore@<full commit>',
      },
    ];
  });
}

function cacheOf(step: StepSite['step']): Text | null {
  return restoredBy(step) ?? (savesOnly(step) ? step.uses : null);
}

/** Whether a step fills a cache and restores none. */
export function savesOnly(step: StepSite['step']): boolean {
  return actionOf(step) === 'actions/cache/save';
}

/** Whether the runs are those of the default branch, as far as the branches of the trigger tell. */
function reachesDefault({ triggers }: Workflow): boolean {
  return triggers.every(({ event, filters }) => {
    if (event.value !== 'pull_request_target') return true;
    return filters.every(({ name, values }) => {
      const named = values.some(({ value }) => /^(?:main|master|trunk|develop|\*.*)$/.test(value));
      return name.value === 'branches' ? named : name.value !== 'branches-ignore' || !named;
    });
  });
}

/** A cache of files of the workspace: what was checked out may stand there. */
function isOfWorkspace(step: StepSite['step']): boolean {
  const path = inputOf(step, 'path')?.value ?? '~';
  return path.split('\n').some((line) => /^\s*[^~/$\s]/.test(line));
}
