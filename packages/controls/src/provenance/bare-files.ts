import type { Invocation } from '../composition/commands.js';
import { tektonScriptsTogether } from '../composition/scripts.js';
import { scriptsBelow } from '../composition/scripts-by-file.js';
import { referenced } from '../definition/deploys.js';
import type { Subject } from '../subject.js';
import { taskOfEntry } from '../tekton/run-tasks.js';
import { pipelineTasksOf, tasksOf, type PipelineTaskSite, type TaskSite } from '../tekton/specs.js';
import type { Violation } from '../violation.js';
import { publishesIn } from './tekton-publish.js';

/** Commands, files, images and tasks that provenance comes of. */
const ATTESTS = /\battest|provenance|\bslsa\b|\bin-?toto\b|\bwitness\b/i;
/** What asks for provenance, speaks of it, or attests to something else. */
const OTHER =
  /^(?:echo|printf|grep|test|\[+|mkdir|cd|ls|export|cat|rm)(?: |$)|\bverif|--type[= ](?:spdx|cyclonedx|vuln|openvex|link)/i;
const HINTS = /(?:_|^)(?:IMAGE_URL|IMAGES|ARTIFACT_URI|ARTIFACT_OUTPUTS|ARTIFACT_DIGEST)$/;

/** Tasks that put files into a release: Chains sees no file that no result names (7.1.1). Null if there are none. */
export function bareFiles(subject: Subject): readonly Violation[] | null {
  const tasks = tasksOf(subject).flatMap((task) => {
    const found = publishesIn(subject, task).find(({ what }) => what === 'release');
    return found === undefined ? [] : [{ task, found }];
  });
  if (tasks.length === 0) return null;
  return tasks
    .filter(({ task }) => !isAttested(subject, task))
    .map(({ found: { at, address, name } }) => ({
      at,
      address,
      subject: name,
      severity: 'medium',
      confidence: 'medium',
      message:
        'Whoever steals the credential of the release uploads files of their own, and nobody can tell: nothing says where these come from.',
      hint: 'cosign attest-blob --type slsaprovenance1 --predicate <file> --bundle <file> <artifact>',
    }));
}

/** By the Task itself, or by another of its Pipeline. */
function isAttested(subject: Subject, { spec, resource, address }: TaskSite): boolean {
  const own = new Set(scriptsBelow(subject, resource.path, address));
  const together = tektonScriptsTogether(subject).find((all) => all.some((one) => own.has(one)));
  const images = spec.steps.map(({ image }) => image?.value ?? '');
  return (
    spec.results.some((result) => HINTS.test(result.name?.value ?? '')) ||
    [...images, ...namesBeside(subject, spec)].some(makes) ||
    together?.some(({ runs }) => runs.some(({ invoked }) => attests(invoked))) === true
  );
}

function makes(text: string): boolean {
  return ATTESTS.test(text) && !OTHER.test(text);
}

function attests(invoked: Invocation | null): boolean {
  return invoked !== null && makes([invoked.program, ...invoked.args].join(' '));
}

/** What the tasks of elsewhere are called that stand in a Pipeline with this one. */
function namesBeside(subject: Subject, spec: TaskSite['spec']): readonly string[] {
  const all = pipelineTasksOf(subject).map((site) => ({ site, task: taskOfEntry(subject, site) }));
  const pipelines = new Set(
    all.filter(({ task }) => task === spec).map(({ site }) => site.pipeline),
  );
  return all
    .filter(({ site, task }) => task === null && pipelines.has(site.pipeline))
    .flatMap(({ site }) => namesOf(site));
}

function namesOf({ entry }: PipelineTaskSite): readonly string[] {
  return [entry.taskRef?.name?.value, referenced(entry)].filter((name) => name !== undefined);
}
