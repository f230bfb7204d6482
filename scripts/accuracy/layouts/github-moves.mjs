import {
  hasOwnFiles,
  namesFor,
  ofJobs,
  ofSteps,
  ofWorkflows,
  only,
  withExpressions,
} from './github-documents.mjs';

const AT_CALL = ['name', 'id', 'if', 'continue-on-error', 'timeout-minutes'];

const inputsOf = (names) =>
  Object.fromEntries([...names.values()].map((name) => [name, { required: true }]));

const given = (names) =>
  Object.fromEntries([...names].map(([inner, name]) => [name, `\${{ ${inner} }}`]));

const outputsRead = (where, id) => [
  ...new Set(
    [...JSON.stringify(where).matchAll(new RegExp(`steps\\.${id}\\.outputs\\.([\\w-]+)`, 'g'))].map(
      ([, name]) => name,
    ),
  ),
];

const isMovable = (step, { workflow, job }) =>
  workflow.defaults === undefined &&
  job.defaults === undefined &&
  (step.uses === undefined
    ? typeof step.run === 'string'
    : !/^(?:\.|\$\/|docker:|actions\/checkout@)/.test(step.uses));

/** Each step in a composite action of its own, which is called by `way`. */
const inActions = (way) =>
  ofSteps((step, place) => {
    if (!isMovable(step, place) || !hasOwnFiles(place)) return undefined;
    const { names, nameOf } = namesFor('in-');
    const filled = (value) => withExpressions(value, (inner) => `\${{ inputs.${nameOf(inner)} }}`);
    const own = only(step, ['uses', 'run', 'shell', 'with', 'env', 'working-directory']);
    const inner = { ...filled(own), ...(step.uses === undefined ? shellOf(step) : {}) };
    const outputs = step.id === undefined ? [] : outputsRead(place.job, step.id);
    const folder = `.github/actions/moved-${place.next()}`;
    place.add(`${folder}/action.yml`, {
      ...{ name: 'moved', description: 'moved', inputs: inputsOf(names) },
      outputs: Object.fromEntries(
        outputs.map((name) => [name, { value: `\${{ steps.inner.outputs.${name} }}` }]),
      ),
      runs: { using: 'composite', steps: [{ id: 'inner', ...inner }] },
    });
    return { ...only(step, AT_CALL), uses: `${way}${folder}`, with: given(names) };
  });

const shellOf = ({ shell = 'bash' }) => ({ shell });

export const actions = inActions('./');
export const selfActions = inActions('$/');

/** What a step of an action may say by itself. */
const STAYS = /^(?:env|runner|github\.(?:token|sha|ref|repository|workspace|action_path))\b/;

/** All steps behind the checkout in one composite action. */
export const restInAction = ofJobs((job, place) => {
  const from = job.steps.findLastIndex(({ uses = '' }) => /^actions\/checkout@/.test(uses)) + 1;
  const tail = job.steps.slice(from);
  const isOwn = from > 0 && hasOwnFiles({ job, at: from });
  if (!isOwn || tail.length === 0 || !tail.every((step) => isMovable(step, { ...place, job })))
    return undefined;
  if (tail.some((step) => step['timeout-minutes'] ?? step['continue-on-error'])) return undefined;
  if (tail.some((step) => /\b(?:needs|secrets|vars|inputs|matrix)\b/.test(step.if ?? '')))
    return undefined;
  const ids = tail.flatMap(({ id }) => id ?? []);
  const { names, nameOf } = namesFor('in-');
  const handed = (inner) => {
    const own = [...inner.matchAll(/\bsteps\.([\w-]+)/g)].some(([, id]) => ids.includes(id));
    return own || STAYS.test(inner) ? undefined : `\${{ inputs.${nameOf(inner)} }}`;
  };
  const steps = tail.map((step) => ({
    ...step,
    ...withExpressions(only(step, ['run', 'with', 'env', 'working-directory']), handed),
    ...(step.run === undefined ? {} : shellOf(step)),
  }));
  const read = [
    ...JSON.stringify(job.outputs ?? {}).matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g),
  ].filter(([, id]) => ids.includes(id));
  const folder = `.github/actions/rest-${place.next()}`;
  place.add(`${folder}/action.yml`, {
    ...{ name: 'rest', description: 'rest', inputs: inputsOf(names) },
    outputs: Object.fromEntries(
      read.map(([, id, name]) => [
        `${id}-${name}`,
        { value: `\${{ steps.${id}.outputs.${name} }}` },
      ]),
    ),
    runs: { using: 'composite', steps },
  });
  const call = { id: 'rest', uses: `./${folder}`, with: given(names) };
  const outputs = withExpressions(job.outputs ?? {}, (inner) => {
    const [, id, name] = /^steps\.([\w-]+)\.outputs\.([\w-]+)$/.exec(inner) ?? [];
    return ids.includes(id) ? `\${{ steps.rest.outputs.${id}-${name} }}` : undefined;
  });
  return {
    ...job,
    steps: [...job.steps.slice(0, from), call],
    ...(job.outputs === undefined ? {} : { outputs }),
  };
});

const AT_JOB = ['name', 'needs', 'if', 'permissions', 'concurrency'];

const secretsIn = (value) => [
  ...new Set(
    [...JSON.stringify(value).matchAll(/secrets\.(\w+)/g)]
      .map(([, name]) => name)
      .filter((name) => name !== 'GITHUB_TOKEN'),
  ),
];

const isInContext = (job) =>
  job.strategy !== undefined ||
  job.environment?.url !== undefined ||
  /"if":"[^"]*\b(?:needs|inputs)\./.test(JSON.stringify(job.steps));

const called = (secrets) => ({
  secrets: Object.fromEntries(secrets.map((name) => [name, { required: true }])),
});

/** Each job in a reusable workflow of its own. */
export const reusable = ofJobs((job, { workflow, add, next }) => {
  if (isInContext(job) || workflow.defaults !== undefined) return undefined;
  const { names, nameOf } = namesFor('arg-');
  const handed = (inner) => {
    const outer = /\b(?:needs|inputs)\s*[.[]|github\.event\.|github\.head_ref/.test(inner);
    const here = /\b(?:secrets|steps|env|runner|job|hashFiles)\b/.test(inner);
    return outer && !here ? `\${{ inputs.${nameOf(inner)} }}` : undefined;
  };
  const inner = Object.fromEntries(
    Object.entries(job).filter(([key]) => !/^(?:needs|if|concurrency)$/.test(key)),
  );
  const filled = withExpressions(inner, handed);
  if (/\bneeds\s*[.[]|\binputs\.(?!arg-)/.test(JSON.stringify(filled))) return undefined;
  const path = `.github/workflows/moved-${next()}.yml`;
  const secrets = secretsIn(job);
  add(path, {
    on: {
      workflow_call: {
        inputs: Object.fromEntries(
          [...names.values()].map((name) => [name, { type: 'string', required: true }]),
        ),
        ...called(secrets),
        outputs: Object.fromEntries(
          Object.keys(job.outputs ?? {}).map((name) => [
            name,
            { value: `\${{ jobs.main.outputs.${name} }}` },
          ]),
        ),
      },
    },
    ...only(workflow, ['env', 'permissions']),
    jobs: { main: filled },
  });
  return call(job, { path, names, secrets });
});

const call = (job, { path, names, secrets }) => ({
  ...only(job, AT_JOB),
  uses: `./${path}`,
  with: given(names),
  secrets: Object.fromEntries(secrets.map((name) => [name, `\${{ secrets.${name} }}`])),
});

/** All jobs of a workflow in one reusable workflow. */
export const together = ofWorkflows(({ workflow, add, next }) => {
  const jobs = Object.values(workflow.jobs);
  const hasInputs = /\binputs\b/.test(JSON.stringify(workflow));
  if (jobs.length < 2 || hasInputs || jobs.some((job) => !job?.steps)) return;
  const path = `.github/workflows/together-${next()}.yml`;
  const secrets = secretsIn(workflow);
  add(path, {
    on: { workflow_call: called(secrets) },
    ...only(workflow, ['env', 'permissions', 'defaults', 'jobs']),
  });
  const scopes = Object.assign({}, workflow.permissions, ...jobs.map((job) => job.permissions));
  delete workflow.env;
  delete workflow.defaults;
  workflow.permissions = {};
  workflow.jobs = {
    all: { ...call({ permissions: scopes }, { path, names: new Map(), secrets }) },
  };
});

/** The script of each step by another way to start it: `write` gives the new script and the files that it needs. */
const scripts = (write) =>
  ofSteps((step, place) => {
    const isShell = step.shell === undefined || step.shell === 'bash';
    const isPlain = isShell && isMovable(step, place) && !/\$\{\{/.test(step.run ?? '');
    if (!isPlain || step.run === undefined || step['working-directory'] || !hasOwnFiles(place))
      return undefined;
    const run = write(step.run, place);
    return run === null ? undefined : { ...step, run };
  });

export const scriptFiles = scripts((run, { add, next }) => {
  const path = `ci/moved-${next()}.sh`;
  add(path, `#!/usr/bin/env bash\nset -euo pipefail\n${run}\n`);
  return `bash ${path}`;
});

/** One simple line. */
const lineOf = (run) => (/^[^\n'"\\`#]+\n?$/.test(run) ? run.trim() : null);

export const npmScripts = scripts((run, { add, next, read }) => {
  const line = lineOf(run);
  if (line === null || read('package.json') !== undefined || next() > 0) return null;
  add('package.json', `${JSON.stringify({ private: true, scripts: { moved: line } }, null, 2)}\n`);
  return 'npm run moved';
});

export const makeTargets = scripts((run, { add, next, read }) => {
  const line = lineOf(run);
  if (line === null || read('Makefile') !== undefined || next() > 0) return null;
  add(
    'Makefile',
    `.PHONY: moved\nmoved: ; @echo moved\nmoved-all:\n\t@${line.replaceAll('$', '$$$$')}\n`,
  );
  return 'make moved-all';
});

export const pythonFiles = scripts((run, { add, next }) => {
  const line = lineOf(run);
  if (line === null) return null;
  const path = `ci/moved-${next()}.py`;
  add(path, `import subprocess\n\nsubprocess.run("${line}", shell=True, check=True)\n`);
  return `python3 ${path}`;
});

export const nodeFiles = scripts((run, { add, next }) => {
  const line = lineOf(run);
  if (line === null) return null;
  const path = `ci/moved-${next()}.mjs`;
  add(
    path,
    `import { execSync } from 'node:child_process';\n\nexecSync('${line}', { stdio: 'inherit' });\n`,
  );
  return `node ${path}`;
});
