import { commonInputs, defineStep } from '@plumbline/step';

/** Judges how the pipelines of a repository are configured, by a benchmark of numbered controls. */
export const configBenchmark = defineStep({
  name: 'config-benchmark',
  stage: 'configuration',
  summary:
    'Check workflows, actions and Tekton resources against a benchmark of numbered controls.',
  inputs: {
    ...commonInputs,
    target: {
      ...commonInputs.target,
      description: 'Folder to look at. Its files are read, whatever is committed.',
    },
    level: {
      kind: 'choice',
      choices: ['1', '2'],
      default: '1',
      description: '`1`: controls for everybody. `2`: defence in depth as well.',
    },
    controls: {
      kind: 'list',
      item: 'CONTROL',
      description:
        'Controls to ask: ids (`2.1.1`), slugs (`pin-refs`), sections (`2`). Without it: all of the level.',
    },
    base: {
      kind: 'text',
      default: 'auto',
      description:
        'State before the change: what it has too is shown and does not count. `auto`: in a run what the event names, ' +
        'else `none`; or a commit, branch or tag.',
    },
    fix: {
      kind: 'choice',
      choices: ['safe'],
      faces: ['cli'],
      description:
        'Mend in the files of the target what can be mended for certain, then judge them. Comments, quoting and blank lines stay.',
    },
    explain: {
      kind: 'text',
      faces: ['cli'],
      description:
        'Look at nothing and print what a control asks for and why, by its id or slug; or `export`, the script that exports what ' +
        'a cluster holds.',
    },
  },
  outputs: {
    score: 'Percentage of the decided checks that pass.',
    coverage: 'Percentage of the checks that apply that could be decided.',
    new: 'How many findings count: those that are not in the base, not waived, and not of low confidence.',
  },
  permissions: { contents: 'read' },
  network: ['the GitHub API, in a run, where the policy of the default branch was not fetched'],
  examples: [
    { does: 'look at this folder', args: '' },
    { does: 'count only what a branch adds', args: '--base origin/main' },
    { does: 'ask one section and one control', args: '--controls 2 --controls pin-refs' },
    { does: 'mend what is certain, then look again', args: '--fix safe' },
    { does: 'read what a control asks for', args: '--explain no-template-injection' },
    { does: 'export what a cluster holds, to lay it beside the files', args: '--explain export' },
    { does: 'keep a report for code scanning', args: '--output sarif=plumbline.sarif' },
  ],
});
