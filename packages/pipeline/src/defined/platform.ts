/** What the runner of GitHub adds to the steps of a job (actions/runner, JobExtension and ActionManager). */
const OF_RUNNER =
  /^(?:Set up job|Complete job|Set up runner|Initialize containers|Stop containers|Complete runner|Pre .+|Post .+|Pull \S+|Build \S*[@/]\S*)$/;

/** Init containers that Tekton adds to a Pod (tektoncd/pipeline, pkg/pod). */
const OF_TEKTON = new Set(['prepare', 'place-scripts', 'working-dir-initializer']);

/** Whether a function of this name can be one that the platform adds by itself. */
export function isOfPlatform(platform: 'github' | 'tekton', name: string): boolean {
  return platform === 'github' ? OF_RUNNER.test(name) : OF_TEKTON.has(name);
}
