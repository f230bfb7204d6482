import { keys, type Keys } from './keys.js';

const PARAMS = keys('name type description properties default enum');
const GIVEN = keys('name value');
const RESULTS = keys('name type description properties value');
const WHEN = keys('input operator values cel');
const REF = keys('name kind apiVersion resolver', { params: GIVEN });
const OLD_REF = keys('name kind apiVersion resolver bundle resource', { params: GIVEN });
const DECLARED = keys('name description mountPath readOnly optional');
const BOUND = keys(
  'name subPath volumeClaimTemplate persistentVolumeClaim emptyDir configMap secret projected csi',
);

const CONTAINER =
  'name image command args workingDir env envFrom volumeMounts volumeDevices imagePullPolicy securityContext';
const PROBED =
  'ports livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy stdin stdinOnce tty';

const taskSpec = (old: boolean): Keys => {
  const sized = old ? 'computeResources resources' : 'computeResources';
  const more = old ? ` ${PROBED}` : '';
  return keys(old ? 'displayName description resources' : 'displayName description', {
    params: PARAMS,
    results: RESULTS,
    workspaces: DECLARED,
    volumes: null,
    steps: keys(
      `${CONTAINER} ${sized} displayName script timeout onError stdoutConfig stderrConfig${more}`,
      {
        ref: REF,
        params: GIVEN,
        results: RESULTS,
        when: WHEN,
        workspaces: keys('name mountPath'),
      },
    ),
    stepTemplate: keys(`${CONTAINER} ${sized}${more}`),
    sidecars: keys(`${CONTAINER} ${sized} script restartPolicy ${PROBED}`, {
      workspaces: keys('name mountPath'),
    }),
  });
};

const embedded = (old: boolean): Keys => ({
  known: { ...taskSpec(old).known, metadata: null, apiVersion: null, kind: null, spec: null },
});

const pipelineSpec = (old: boolean): Keys => {
  const ref = old ? OLD_REF : REF;
  const task = keys(
    old
      ? 'name displayName description retries runAfter timeout onError conditions resources'
      : 'name displayName description retries runAfter timeout onError',
    {
      taskRef: ref,
      taskSpec: embedded(old),
      pipelineRef: ref,
      pipelineSpec: null,
      when: WHEN,
      params: GIVEN,
      matrix: keys('', { params: GIVEN, include: keys('name', { params: GIVEN }) }),
      workspaces: keys('name workspace subPath'),
    },
  );
  return keys(old ? 'displayName description resources' : 'displayName description', {
    params: PARAMS,
    results: keys('name type description value'),
    workspaces: keys('name description optional'),
    tasks: task,
    finally: task,
  });
};

const taskRun = (old: boolean): Keys =>
  keys(
    `debug serviceAccountName status statusMessage timeout retries podTemplate stepSpecs sidecarSpecs computeResources managedBy${old ? ' resources stepOverrides sidecarOverrides' : ''}`,
    {
      params: GIVEN,
      taskRef: old ? OLD_REF : REF,
      taskSpec: taskSpec(old),
      workspaces: BOUND,
    },
  );

const pipelineRun = (old: boolean): Keys =>
  keys(
    `status taskRunSpecs managedBy${old ? ' serviceAccountName serviceAccountNames podTemplate timeout resources taskRunTemplate' : ''}`,
    {
      params: GIVEN,
      pipelineRef: old ? OLD_REF : REF,
      pipelineSpec: pipelineSpec(old),
      timeouts: keys('pipeline tasks finally'),
      workspaces: BOUND,
      ...(old ? {} : { taskRunTemplate: keys('serviceAccountName podTemplate') }),
    },
  );

const stepAction: Keys = keys(
  'description image command args env script workingDir securityContext volumeMounts',
  { params: PARAMS, results: RESULTS },
);

const INTERCEPTORS = keys('name ref params webhook github gitlab bitbucket cel slack');
const BINDINGS = keys('name value ref kind spec apiversion');
const TEMPLATE = keys('ref apiversion spec name');
const TRIGGER = keys('name triggerRef serviceAccountName', {
  bindings: BINDINGS,
  template: TEMPLATE,
  interceptors: INTERCEPTORS,
});

/** Keys of `spec` by kind (Tekton API, `tekton.dev/v1` and the versions before it; Triggers). */
export function keysOf(kind: string, apiVersion: string): Keys | null {
  const old = apiVersion !== 'tekton.dev/v1';
  switch (kind) {
    case 'Task':
    case 'ClusterTask':
      return taskSpec(old);
    case 'Pipeline':
      return pipelineSpec(old);
    case 'TaskRun':
      return taskRun(old);
    case 'PipelineRun':
      return pipelineRun(old);
    case 'StepAction':
      return stepAction;
    case 'Trigger':
      return TRIGGER;
    case 'TriggerTemplate':
      return keys('resourcetemplates resourceTemplates', { params: PARAMS });
    case 'TriggerBinding':
    case 'ClusterTriggerBinding':
      return keys('', { params: GIVEN });
    case 'EventListener':
      return keys(
        'serviceAccountName namespaceSelector labelSelector resources cloudEventURI podTemplate serviceType replicas',
        {
          triggers: TRIGGER,
          triggerGroups: keys('name triggerSelector', { interceptors: INTERCEPTORS }),
        },
      );
    case 'VerificationPolicy':
      return keys('mode', {
        resources: keys('pattern'),
        authorities: keys('name', { key: keys('secretRef data kms hashAlgorithm') }),
      });
    default:
      return null;
  }
}
