import { invocation } from '../composition/commands.js';
import { placeOfRun, scriptOf } from '../composition/scripts.js';
import { actionOf, inputOf } from '../credentials/steps.js';
import { stepsOf, type JobSite, type StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { placeIn } from '../violation.js';
import type { Publish } from './publish.js';

/** Actions that make a release, also one without files. */
const ACTIONS =
  /^(?:actions\/create-release|softprops\/action-gh-release|ncipollo\/release-action|(?:googleapis|google-github-actions)\/release-please-action)$/;

/** Steps that make a release: its tag is what others build from, also where no file is attached. */
export function bareReleases(subject: Subject): readonly Publish[] {
  return stepsOf(subject).flatMap((site): readonly Publish[] => {
    if (site.job === null) return [];
    return site.step.uses === null ? byCommand(subject, site, site.job) : byAction(site, site.job);
  });
}

function byAction(site: StepSite, job: JobSite): readonly Publish[] {
  const { step, of } = site;
  const name = actionOf(step) ?? '';
  if (step.uses === null || !ACTIONS.test(name) || inputOf(step, 'draft')?.value === 'true')
    return [];
  return [{ job, site, what: 'release', name, at: placeIn(of, step.uses) }];
}

function byCommand(subject: Subject, site: StepSite, job: JobSite): readonly Publish[] {
  const script = scriptOf(subject, site.step);
  const run = script?.runs.find(({ command }) => {
    const { program, args = [] } = invocation(command) ?? {};
    const isRelease = program === 'gh' && args[0] === 'release' && args[1] === 'create';
    return isRelease && !args.some((arg) => /^(?:--draft|-d)$/.test(arg));
  });
  if (script === undefined || run === undefined) return [];
  const at = placeOfRun(script, run);
  return [{ job, site, what: 'release', name: 'gh release', at }];
}
