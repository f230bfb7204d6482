import { homeOf, isPlain, layout, pipelinesIn, stepsIn, tasksIn } from './documents.mjs';

const declared = (task, stem, value) => {
  const taken = new Set((task.params ?? []).map(({ name }) => name));
  let name = stem;
  for (let count = 2; taken.has(name); count += 1) name = `${stem}-${count}`;
  task.params = [...(task.params ?? []), { name, type: 'string', default: value }];
  return `$(params.${name})`;
};

const SHELL = /^(?:\S*\/)?(?:ba|da|z|k|a)?sh$/;

/** Images and arguments as defaults of params of their Task. */
export const defaults = layout((files) => {
  for (const { step, task } of stepsIn(files)) {
    if (isPlain(step.image)) step.image = declared(task, 'tool-image', step.image);
    if (!Array.isArray(step.args) || SHELL.test(step.command?.[0] ?? '')) continue;
    step.args = step.args.map((arg) => {
      const [, option = '', value] =
        /^(--?[\w-]+=)?([^-\s]\S*)$/.exec(isPlain(arg) ? arg : '') ?? [];
      return value === undefined ? arg : `${option}${declared(task, 'argument', value)}`;
    });
  }
});

const IMAGE = `registry.example/tools/busybox@sha256:${'4be8c6a1'.repeat(8)}`;

const handingOver = (name, value) => ({
  name,
  params: [{ name: 'value', value }],
  taskSpec: {
    params: [{ name: 'value', type: 'string' }],
    results: [{ name: 'value', type: 'string' }],
    steps: [
      {
        name: 'write',
        image: IMAGE,
        computeResources: { limits: { cpu: '100m', memory: '64Mi' } },
        securityContext: {
          runAsNonRoot: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        env: [{ name: 'V', value: '$(params.value)' }],
        script: '#!/bin/sh\nset -eu\nprintf %s "$V" > "$(results.value.path)"\n',
      },
    ],
  },
});

/** Every param of a task by the result of another one. */
export const handed = layout((files) => {
  for (const { pipeline } of pipelinesIn(files)) {
    if (!Array.isArray(pipeline.tasks)) continue;
    const before = [];
    for (const entry of pipeline.tasks)
      for (const param of entry?.params ?? []) {
        if (typeof param.value !== 'string' || /^$|\n|\[\*\]|params\.[\w-]+\./.test(param.value))
          continue;
        const name = `hand-over-${before.length}`;
        before.push({
          ...(entry.when ? { when: entry.when } : {}),
          ...handingOver(name, param.value),
        });
        param.value = `$(tasks.${name}.results.value)`;
      }
    pipeline.tasks.unshift(...before);
  }
});

const COMMON = 'env envFrom securityContext workingDir volumeMounts image'.split(' ');

/** What all steps of a Task say, in its template. */
export const commonFields = layout((files) => {
  for (const { task } of tasksIn(files)) {
    const { steps } = task;
    if (task.stepTemplate || task.sidecars || steps.some((step) => !step || step.ref)) continue;
    const [first] = steps;
    const isCommon = (key) =>
      steps.every(
        (step) => key in step && JSON.stringify(step[key]) === JSON.stringify(first[key]),
      );
    const keys = COMMON.filter((key) => first !== undefined && isCommon(key));
    if (keys.length === 0) continue;
    task.stepTemplate = Object.fromEntries(keys.map((key) => [key, first[key]]));
    for (const step of steps) for (const key of keys) delete step[key];
  }
});

const SHEBANG = /^#!\s*\S*\/(?:env (?:-S )?)?(?:ba)?sh\b.*\n/;

/** Scripts of shells, in other words. */
const scripts = (change) =>
  layout((files) => {
    for (const site of stepsIn(files)) {
      const { script } = site.step;
      if (typeof script !== 'string' || (script.startsWith('#!') && !SHEBANG.test(script)))
        continue;
      const [first = ''] = SHEBANG.exec(script) ?? [];
      change(site, { first, body: script.slice(first.length).replace(/\n*$/, '\n') });
    }
  });

/** As the argument of a shell. */
export const shells = scripts(({ step }, { first, body }) => {
  if (step.args) return;
  const option = / -(\w+)\n$/.exec(first)?.[1] ?? (first === '' ? 'e' : '');
  Object.assign(step, {
    command: [first.includes('bash') ? 'bash' : 'sh', `-${option}c`],
    args: [body],
  });
  delete step.script;
});

/** As functions. */
export const functions = scripts(({ step }, { first, body }) => {
  step.script = `${first}log() { printf '%s\\n' "$*" >&2; }\nmain() {\n  log start\n${body}}\nmain "$@"\n`;
});

/** As a here-document that is run. */
export const filesOfScripts = scripts(({ step }, { first, body }) => {
  step.script = `${first}cat > /tmp/run.sh <<'THEEND'\n${body}THEEND\nsh -e /tmp/run.sh\n`;
});

let mounts = 0;

/** As keys of ConfigMaps; Tekton fills in nothing there. */
export const mounted = scripts(({ step, task, file, object }, { first, body }) => {
  if (/\$\(|\{\{/.test(body) || file.path.startsWith('.')) return;
  const name = `scripts-${(mounts += 1)}`;
  const metadata = { name, ...homeOf(object) };
  file.docs.push({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { 'run.sh': first + body },
  });
  delete step.script;
  step.command = [first.includes('bash') ? 'bash' : 'sh', '/opt/scripts/run.sh'];
  step.volumeMounts = [...(step.volumeMounts ?? []), { name, mountPath: '/opt/scripts' }];
  task.volumes = [...(task.volumes ?? []), { name, configMap: { name } }];
});
