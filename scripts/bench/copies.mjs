import { appendFileSync, cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where GitHub looks for workflows. */
export const WORKFLOWS = join('.github', 'workflows');

/** Copies of the corpus's workflows; `alike` leaves them equal, else each ends in a comment of its own. */
export const layCopies = (corpus, folder, { times, alike = true }) => {
  mkdirSync(join(folder, WORKFLOWS), { recursive: true });
  for (const name of globSync('*.yaml', { cwd: join(corpus, WORKFLOWS) })) {
    for (let copy = 0; copy < times; copy += 1) {
      const path = join(folder, WORKFLOWS, `${copy}-${name}`);
      cpSync(join(corpus, WORKFLOWS, name), path);
      if (!alike) appendFileSync(path, `\n# copy ${copy}\n`);
    }
  }
  return folder;
};

/** One workflow of the corpus. */
export const layOne = (corpus, folder) => {
  mkdirSync(join(folder, WORKFLOWS), { recursive: true });
  cpSync(join(corpus, WORKFLOWS, '100.yaml'), join(folder, WORKFLOWS, '100.yaml'));
  return folder;
};

/** The files of the corpus that hold a Task and nothing else: tekton-lint ends in an error on many others. */
export const layTasks = (corpus, folder) => {
  mkdirSync(folder);
  for (const name of globSync('*.yaml', { cwd: join(corpus, 'tekton') })) {
    const text = readFileSync(join(corpus, 'tekton', name), 'utf8');
    const kinds = [...text.matchAll(/^kind: *(\S+)/gm)].map(([, kind]) => kind);
    if (kinds.every((kind) => kind === 'Task')) writeFileSync(join(folder, name), text);
  }
  return folder;
};

const STEPS = 9000;

/** An action of many steps, and workflows that use it. */
export const layUsers = (folder, count) => {
  mkdirSync(join(folder, WORKFLOWS), { recursive: true });
  mkdirSync(join(folder, 'tool'));
  const steps = Array.from(
    { length: STEPS },
    (_, step) => `    - { id: s${step}, shell: bash, run: make part-${step} }\n`,
  );
  const head = 'name: tool\ndescription: Makes parts.\nruns:\n  using: composite\n  steps:\n';
  writeFileSync(join(folder, 'tool', 'action.yml'), head + steps.join(''));
  for (let user = 0; user < count; user += 1) {
    writeFileSync(
      join(folder, WORKFLOWS, `${user}.yaml`),
      `on: [push, issues]\npermissions: {}\njobs:\n  a${user}:\n    runs-on: ubuntu-24.04\n    steps: [{ uses: ./tool }]\n`,
    );
  }
  return folder;
};

/** How many workflows a folder has. */
export const filesIn = (folder) => globSync('*.yaml', { cwd: join(folder, WORKFLOWS) }).length;
