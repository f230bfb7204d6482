/** The objects of a TaskRun of one step, as `kubectl get taskrun,pod -o json` prints them. */
export function exportedTaskRun(image: { readonly url: string; readonly digest: string }): string {
  const ended = {
    terminated: {
      exitCode: 0,
      startedAt: '2026-11-21T12:00:02Z',
      finishedAt: '2026-11-21T12:00:04Z',
      reason: 'Completed',
    },
  };
  const imageID = `docker.io/library/busybox@sha256:${'9a'.repeat(32)}`;
  const taskRun = {
    apiVersion: 'tekton.dev/v1',
    kind: 'TaskRun',
    metadata: {
      name: 'build-1',
      namespace: 'ci',
      uid: 'f3b9a1e2-7c54-4d7e-8a0b-6b1f2c3d4e5f',
      labels: { 'triggers.tekton.dev/triggers-eventid': '7f3a3a3e-1d1b-4c6e-8f0a-2b3c4d5e6f70' },
    },
    spec: { taskRef: { name: 'build' }, serviceAccountName: 'builder' },
    status: {
      podName: 'build-1-pod',
      startTime: '2026-11-21T12:00:00Z',
      completionTime: '2026-11-21T12:00:05Z',
      conditions: [{ type: 'Succeeded', status: 'True', reason: 'Succeeded' }],
      taskSpec: { steps: [{ name: 'make', image: imageID, script: 'make' }] },
      steps: [{ name: 'make', container: 'step-make', imageID, ...ended }],
      results: [
        { name: 'CHAINS-GIT_URL', type: 'string', value: 'https://github.com/acme/app' },
        { name: 'CHAINS-GIT_COMMIT', type: 'string', value: '5f'.repeat(20) },
        { name: 'IMAGE_URL', type: 'string', value: image.url },
        { name: 'IMAGE_DIGEST', type: 'string', value: image.digest },
      ],
    },
  };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'build-1-pod', namespace: 'ci' },
    status: { containerStatuses: [{ name: 'step-make', imageID, state: ended }] },
  };
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [taskRun, pod] });
}
