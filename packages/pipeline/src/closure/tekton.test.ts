import { describe, expect, test } from '@jest/globals';
import { closureOf, edges, nodeOf, statuses } from '../testing/closure-of.js';

const SHA = 'b4ffde65f46336ab88eb53be808477a3936bae11';
const HEX = '9ae97d36d26566ff84e8893c64a6dc4fe8ca6d1144bf5b87b2b85a32def253c7';

const resource = (kind: string, spec: string, name = 'x', version = 'tekton.dev/v1'): string =>
  `---\napiVersion: ${version}\nkind: ${kind}\nmetadata: {name: ${name}}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
const trigger = (kind: string, spec: string, name = 'x'): string =>
  resource(kind, spec, name, 'triggers.tekton.dev/v1beta1');
/** What the resources use, without themselves. */
const used = (text: string): readonly string[] =>
  statuses(closureOf({ 'p.yaml': text })).filter((line) => !line.includes(':p.yaml#'));

describe('images', () => {
  test.each([
    ['a step', resource('Task', 'steps: [{image: a:1}]'), ['image:a:1 unpinned']],
    [
      'a pinned step',
      resource('Task', `steps: [{image: 'a@sha256:${HEX}'}]`),
      [`image:a@sha256:${HEX} pinned`],
    ],
    ['a sidecar', resource('Task', 'sidecars: [{image: a:1}]'), ['image:a:1 unpinned']],
    [
      'a step template',
      resource('Task', 'stepTemplate: {image: a:1}\nsteps: [{script: x}]'),
      ['image:a:1 unpinned'],
    ],
    [
      'a StepAction',
      resource('StepAction', 'image: a:1', 'x', 'tekton.dev/v1alpha1'),
      ['image:a:1 unpinned'],
    ],
    [
      'a volume',
      resource('Task', 'volumes: [{name: v, image: {reference: a:1}}]'),
      ['image:a:1 unpinned'],
    ],
    [
      'a volume of the pod',
      resource(
        'TaskRun',
        'podTemplate: {volumes: [{name: v, image: {reference: a:1}}]}\ntaskSpec: {steps: []}',
      ),
      ['image:a:1 unpinned'],
    ],
    [
      'an embedded task',
      resource('Pipeline', 'tasks: [{name: t, taskSpec: {steps: [{image: a:1}]}}]'),
      ['image:a:1 unpinned'],
    ],
    [
      'finally',
      resource('Pipeline', 'finally: [{name: t, taskSpec: {steps: [{image: a:1}]}}]'),
      ['image:a:1 unpinned'],
    ],
    [
      'a pipeline in a pipeline',
      resource(
        'Pipeline',
        'tasks: [{name: t, pipelineSpec: {tasks: [{name: u, taskSpec: {steps: [{image: a:1}]}}]}}]',
      ),
      ['image:a:1 unpinned'],
    ],
    [
      'an inline run',
      resource(
        'PipelineRun',
        'pipelineSpec: {tasks: [{name: t, taskSpec: {steps: [{image: a:1}]}}]}',
      ),
      ['image:a:1 unpinned'],
    ],
    ['a trailing space', resource('Task', 'steps: [{image: "a:1 "}]'), ['image:a:1  undecidable']],
  ])('%s', (_name, text, expected) => {
    expect(used(text)).toEqual(expected);
  });
});

describe('parameters in images', () => {
  const task = 'params: [{name: i, default: d:1}]\nsteps: [{image: $(params.i)}]';
  const embedded = `{name: t, taskSpec: {params: [{name: i, default: 'd:1'}], steps: [{image: $(params.i)}]}`;
  test.each([
    ['a bare Task', resource('Task', task), ['image:$(params.i) undecidable']],
    [
      'a bare Task, in brackets',
      resource('Task', `${task.split('\n')[0]}\nsteps: [{image: '$(params["i"])'}]`),
      ['image:$(params["i"]) undecidable'],
    ],
    [
      'a TaskRun with a default',
      resource(
        'TaskRun',
        `taskSpec: {params: [{name: i, default: 'd:1'}], steps: [{image: $(params.i)}]}`,
      ),
      ['image:d:1 unpinned'],
    ],
    [
      'a TaskRun with a value',
      resource(
        'TaskRun',
        `params: [{name: i, value: 'v:1'}]\ntaskSpec: {params: [{name: i, default: 'd:1'}], steps: [{image: "$(params['i'])"}]}`,
      ),
      ['image:v:1 unpinned'],
    ],
    [
      'a TaskRun without a value',
      resource('TaskRun', 'taskSpec: {params: [{name: i}], steps: [{image: $(params.i)}]}'),
      ['image:$(params.i) undecidable'],
    ],
    [
      'a Pipeline that gives the value',
      resource('Pipeline', `tasks: [${embedded}, params: [{name: i, value: 'v:1'}]}]`),
      ['image:v:1 unpinned'],
    ],
    [
      'a Pipeline that relies on the default',
      resource('Pipeline', `tasks: [${embedded}}]`),
      ['image:$(params.i) undecidable'],
    ],
    [
      'a Pipeline that passes its own',
      resource(
        'Pipeline',
        `params: [{name: p, default: 'v:1'}]\ntasks: [${embedded}, params: [{name: i, value: $(params.p)}]}]`,
      ),
      ['image:$(params.i) undecidable'],
    ],
    [
      'a run that passes down',
      resource(
        'PipelineRun',
        `params: [{name: p, value: 'v:1'}]\npipelineSpec: {params: [{name: p}], tasks: [${embedded}, params: [{name: i, value: $(params.p)}]}]}`,
      ),
      ['image:v:1 unpinned'],
    ],
    [
      'a run whose parameter propagates',
      resource(
        'PipelineRun',
        `params: [{name: i, value: 'v:1'}]\npipelineSpec: {tasks: [{name: t, taskSpec: {steps: [{image: $(params.i)}]}}]}`,
      ),
      ['image:v:1 unpinned'],
    ],
    [
      'a run that relies on the default',
      resource('PipelineRun', `pipelineSpec: {tasks: [${embedded}}]}`),
      ['image:d:1 unpinned'],
    ],
    [
      'a run whose parameter comes before a default',
      resource(
        'PipelineRun',
        `params: [{name: i, value: 'v:1'}]\npipelineSpec: {tasks: [${embedded}}]}`,
      ),
      ['image:v:1 unpinned'],
    ],
    [
      'a matrix that does not reach a reference',
      resource(
        'Pipeline',
        `params: [{name: i}]\ntasks: [{name: t, taskRef: {name: $(params.i)}, matrix: {params: [{name: i, value: [a]}]}}]`,
      ),
      ['task:cluster/$(params.i) undecidable'],
    ],
    [
      'a matrix',
      resource(
        'Pipeline',
        `tasks: [${embedded}, matrix: {params: [{name: i, value: ['v:1', 'v:2']}], include: [{params: [{name: i, value: 'v:3'}]}]}}]`,
      ),
      ['image:v:1 unpinned', 'image:v:2 unpinned', 'image:v:3 unpinned'],
    ],
    [
      'a result of another task',
      resource(
        'Pipeline',
        `tasks: [${embedded}, params: [{name: i, value: $(tasks.a.results.r)}]}]`,
      ),
      ['image:$(params.i) undecidable'],
    ],
    [
      'part of a name',
      resource(
        'TaskRun',
        `taskSpec: {params: [{name: v, default: '1'}], steps: [{image: 'a:$(params.v)'}]}`,
      ),
      ['image:a:1 unpinned'],
    ],
    [
      'another variable',
      resource('TaskRun', 'taskSpec: {steps: [{image: $(context.task.name)}]}'),
      ['image:$(context.task.name) undecidable'],
    ],
  ])('%s', (_name, text, expected) => {
    expect(used(text)).toEqual(expected);
  });

  test('the default is shown', () => {
    expect(
      nodeOf(closureOf({ 'p.yaml': resource('Task', task) }), 'image:$(params.i)').reason,
    ).toContain('d:1');
  });
});

describe('references', () => {
  const ref = (body: string): string =>
    resource('Pipeline', `tasks: [{name: t, taskRef: ${body}}]`);
  const resolved = (resolver: string, params: Record<string, string>): string =>
    ref(
      `{resolver: ${resolver}, params: [${Object.entries(params)
        .map(([name, value]) => `{name: ${name}, value: '${value}'}`)
        .join(', ')}]}`,
    );
  const git = { url: 'https://h/r', pathInRepo: 't.yaml' };
  test.each([
    ['in the cluster', ref('{name: n}'), 'task:in-cluster/Task/n in-cluster'],
    [
      'a ClusterTask',
      ref('{name: n, kind: ClusterTask}'),
      'task:in-cluster/ClusterTask/n in-cluster',
    ],
    [
      'a custom task',
      ref('{name: n, apiVersion: example.com/v1, kind: K}'),
      'task:custom/example.com/v1/K/n undecidable',
    ],
    ['nothing', ref('{kind: Task}'), 'task:custom/ undecidable'],
    ['a name from a parameter', ref('{name: $(params.n)}'), 'task:cluster/$(params.n) undecidable'],
    [
      'git at a commit',
      resolved('git', { ...git, revision: SHA }),
      `task:git/https://h/r@${SHA}:t.yaml pinned`,
    ],
    [
      'git at a branch',
      resolved('git', { ...git, revision: 'main' }),
      'task:git/https://h/r@main:t.yaml unpinned',
    ],
    [
      'git at a short commit',
      resolved('git', { ...git, revision: SHA.slice(0, 12) }),
      `task:git/https://h/r@${SHA.slice(0, 12)}:t.yaml unpinned`,
    ],
    ['git without revision', resolved('git', git), 'task:git/https://h/r@:t.yaml unpinned'],
    [
      'git over http',
      resolved('git', { ...git, url: 'http://h/r', revision: SHA }),
      `task:git/http://h/r@${SHA}:t.yaml unpinned`,
    ],
    [
      'git with a credential in the address',
      resolved('git', { ...git, url: 'https://u:secret@h/r', revision: SHA }),
      `task:git/https://***@h/r@${SHA}:t.yaml pinned`,
    ],
    [
      'git with an option as revision',
      resolved('git', { ...git, revision: '--upload-pack=x' }),
      'task:git/https://h/r@--upload-pack=x:t.yaml undecidable',
    ],
    [
      'git with an address from a parameter',
      resolved('git', { ...git, url: '$(params.u)', revision: SHA }),
      `task:git/$(params.u)@${SHA}:t.yaml undecidable`,
    ],
    [
      'git by organisation',
      resolved('git', { org: 'o', repo: 'r', pathInRepo: 't.yaml', revision: SHA }),
      `task:git/o/r@${SHA}:t.yaml pinned`,
    ],
    [
      'git without address',
      resolved('git', { pathInRepo: 't.yaml', revision: SHA }),
      `task:git/@${SHA}:t.yaml undecidable`,
    ],
    [
      'a bundle by digest',
      resolved('bundles', { bundle: `r.io/b@sha256:${HEX}`, name: 'n', kind: 'task' }),
      `task:bundles/r.io/b@sha256:${HEX}:task/n pinned`,
    ],
    [
      'a bundle by tag',
      resolved('bundles', { bundle: 'r.io/b:1', name: 'n' }),
      'task:bundles/r.io/b:1:task/n unpinned',
    ],
    [
      'a bundle by configuration',
      resolved('bundles', { name: 'n' }),
      'task:bundles/:task/n undecidable',
    ],
    [
      'the field bundle',
      ref('{name: n, bundle: r.io/b:1}'),
      'task:bundles/r.io/b:1:task/n unpinned',
    ],
    [
      'the field bundle by digest',
      ref(`{name: n, bundle: 'r.io/b@sha256:${HEX}'}`),
      `task:bundles/r.io/b@sha256:${HEX}:task/n pinned`,
    ],
    ['a hub', resolved('hub', { name: 'n', version: '0.6' }), 'task:hub/task/n@0.6 unpinned'],
    [
      'a hub with a range',
      resolved('hub', { name: 'n', version: '>= 0.6' }),
      'task:hub/task/n@>= 0.6 unpinned',
    ],
    ['http', resolved('http', { url: 'https://h/t' }), 'task:http/https://h/t unpinned'],
    [
      'http with a digest',
      resolved('http', { url: 'https://h/t', digest: `sha256:${HEX}` }),
      'task:http/https://h/t pinned',
    ],
    [
      'http with a short digest',
      resolved('http', { url: 'https://h/t', digest: 'sha256:ab' }),
      'task:http/https://h/t unpinned',
    ],
    [
      'the cluster resolver',
      resolved('cluster', { kind: 'task', name: 'n', namespace: 's' }),
      'task:cluster/s/task/n in-cluster',
    ],
    ['a resolver of somebody', resolved('mine', { a: 'b' }), 'task:custom/mine:a=b undecidable'],
  ])('%s', (_name, text, expected) => {
    expect(used(text)).toEqual([expected]);
  });

  test('a name that a file of the target defines is linked and stays in the cluster', () => {
    const found = closureOf({
      'p.yaml': ref('{name: n}'),
      't.yaml': resource('Task', 'steps: []', 'n'),
      'u.yaml': resource('Task', 'steps: []', 'n'),
    });
    expect(nodeOf(found, 'task:in-cluster/Task/n').status).toBe('in-cluster');
    expect(edges(found).filter((edge) => edge.startsWith('task:'))).toEqual([
      'task:in-cluster/Task/n -> task:t.yaml#Task/n',
      'task:in-cluster/Task/n -> task:u.yaml#Task/n',
    ]);
  });

  test('steps, runs and pipelines in pipelines refer in the same way', () => {
    const text = [
      resource('Task', 'steps: [{name: s, ref: {name: sa}}]'),
      resource('TaskRun', 'taskRef: {name: n}'),
      resource(
        'PipelineRun',
        'pipelineRef: {resolver: hub, params: [{name: name, value: q}, {name: version, value: "1.0"}, {name: kind, value: pipeline}]}',
      ),
      resource(
        'Pipeline',
        'tasks: [{name: t, pipelineRef: {name: m}}, {name: c, taskSpec: {apiVersion: e.com/v1, kind: K}}]',
      ),
      resource(
        'CustomRun',
        'customRef: {apiVersion: e.com/v1, kind: K}',
        'x',
        'tekton.dev/v1beta1',
      ),
    ];
    expect(used(text.join(''))).toEqual([
      'pipeline:hub/pipeline/q@1.0 unpinned',
      'pipeline:in-cluster/Pipeline/m in-cluster',
      'step-action:in-cluster/StepAction/sa in-cluster',
      'task:custom/K undecidable',
      'task:in-cluster/Task/n in-cluster',
    ]);
    expect(statuses(closureOf({ 'p.yaml': text.join('') }))).toContain(
      'task-run:p.yaml#CustomRun/x undecidable',
    );
  });

  test('two resources of one kind and name have ids of their own', () => {
    const found = closureOf({
      'p.yaml': resource('Task', 'steps: []') + resource('Task', 'steps: [{image: a:1}]'),
    });
    expect(statuses(found)).toEqual([
      'image:a:1 unpinned',
      'task:p.yaml#Task/x present',
      'task:p.yaml#Task/x@2 present',
    ]);
    expect(edges(found)).toEqual(['task:p.yaml#Task/x@2 -> image:a:1']);
  });
});

describe('triggers', () => {
  test('an EventListener leads to what it starts', () => {
    const listener = trigger(
      'EventListener',
      'triggers:\n- name: a\n  bindings: [{ref: b}, {ref: c, kind: ClusterTriggerBinding}, {name: n, value: v}]\n  template: {ref: tt}\n  interceptors: [{ref: {name: github}}, {ref: {name: mine}}]\n- {triggerRef: tr}\n',
      'el',
    );
    const template = trigger(
      'TriggerTemplate',
      `params: [{name: i, default: 'd:1'}]\nresourcetemplates:\n- {apiVersion: tekton.dev/v1, kind: TaskRun, metadata: {generateName: r-}, spec: {taskSpec: {steps: [{image: $(tt.params.i)}, {image: 'a:1'}]}}}\n- {apiVersion: v1, kind: Pod}\n`,
      'tt',
    );
    const found = closureOf({
      'l.yaml': listener,
      't.yaml': template + trigger('Trigger', 'template: {ref: tt}', 'tr'),
    });
    expect(edges(found)).toEqual([
      'event-listener:l.yaml#EventListener/el -> trigger:l.yaml#EventListener/el/triggers/0/a',
      'event-listener:l.yaml#EventListener/el -> trigger:l.yaml#EventListener/el/triggers/1/tr',
      'task-run:t.yaml#TriggerTemplate/tt#TaskRun/r-* -> image:$(tt.params.i)',
      'task-run:t.yaml#TriggerTemplate/tt#TaskRun/r-* -> image:a:1',
      'trigger-template:in-cluster/TriggerTemplate/tt -> trigger-template:t.yaml#TriggerTemplate/tt',
      'trigger-template:t.yaml#TriggerTemplate/tt -> task-run:t.yaml#TriggerTemplate/tt#TaskRun/r-*',
      'trigger:in-cluster/Trigger/tr -> trigger:t.yaml#Trigger/tr',
      'trigger:l.yaml#EventListener/el/triggers/0/a -> interceptor:in-cluster/ClusterInterceptor/github',
      'trigger:l.yaml#EventListener/el/triggers/0/a -> interceptor:in-cluster/ClusterInterceptor/mine',
      'trigger:l.yaml#EventListener/el/triggers/0/a -> trigger-binding:in-cluster/ClusterTriggerBinding/c',
      'trigger:l.yaml#EventListener/el/triggers/0/a -> trigger-binding:in-cluster/TriggerBinding/b',
      'trigger:l.yaml#EventListener/el/triggers/0/a -> trigger-template:in-cluster/TriggerTemplate/tt',
      'trigger:l.yaml#EventListener/el/triggers/1/tr -> trigger:in-cluster/Trigger/tr',
      'trigger:t.yaml#Trigger/tr -> trigger-template:in-cluster/TriggerTemplate/tt',
    ]);
    expect(nodeOf(found, 'image:$(tt.params.i)')).toMatchObject({
      status: 'undecidable',
      reason: expect.stringContaining('d:1'),
    });
  });

  test('a template in place, and triggers by selector', () => {
    const spec =
      'namespaceSelector: {matchNames: ["*"]}\ntriggers:\n- template: {spec: {resourcetemplates: [{apiVersion: tekton.dev/v1, kind: TaskRun, metadata: {name: r}, spec: {taskSpec: {steps: [{image: "a:1"}]}}}]}}\n';
    expect(statuses(closureOf({ 'l.yaml': trigger('EventListener', spec, 'el') }))).toEqual([
      'event-listener:l.yaml#EventListener/el present',
      'image:a:1 unpinned',
      'task-run:l.yaml#EventListener/el/triggers/0//0#TaskRun/r present',
      'trigger:l.yaml#EventListener/el/selected in-cluster',
      'trigger:l.yaml#EventListener/el/triggers/0/ present',
    ]);
  });
});
