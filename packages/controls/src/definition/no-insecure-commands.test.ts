import { expectLeg } from '../testing/expect-leg.js';
import { noInsecureCommands } from './no-insecure-commands.js';

const step = (text: string): string => `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - ${text}
`;

expectLeg(noInsecureCommands, 'G', {
  twins: [
    {
      name: 'the switch at the workflow',
      bad: `on: push
env:
  ACTIONS_ALLOW_UNSECURE_COMMANDS: true
jobs: { build: { runs-on: ubuntu-latest, steps: [{ run: make }] } }
`,
      edit: [': true', ': false'],
      at: '3:36',
    },
    {
      name: 'the switch at the job, as text',
      bad: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    env: { ACTIONS_ALLOW_UNSECURE_COMMANDS: "True" }
    steps: [{ run: make }]
`,
      edit: ['"True"', '""'],
      at: '5:45',
    },
    {
      name: 'the switch at a step, as an expression',
      bad: step('run: make\n        env: { ACTIONS_ALLOW_UNSECURE_COMMANDS: "${{ true }}" }'),
      edit: ['{{ true', '{{ false'],
      at: '7:49',
    },
    {
      name: 'the switch written by a script',
      bad: step('run: echo "ACTIONS_ALLOW_UNSECURE_COMMANDS=true" >> "$GITHUB_ENV"'),
      edit: ['=true', '=false'],
      at: '6:14',
    },
    {
      name: 'debug output',
      bad: step('run: make\n        env: { ACTIONS_STEP_DEBUG: true }'),
      edit: ['true', 'false'],
      at: '7:36',
    },
    {
      name: 'set-env',
      bad: step('run: echo "::set-env name=A::b"'),
      edit: ['"::set-env name=A::b"', '"A=b" >> "$GITHUB_ENV"'],
      at: '6:14',
    },
    {
      name: 'set-output',
      bad: step(`run: 'make; echo "::set-output name=a::$b"'`),
      edit: ['"::set-output name=a::$b"', '"a=$b" >> "$GITHUB_OUTPUT"'],
      at: '6:14',
    },
    {
      name: 'set-env in a composite action',
      path: 'action.yml',
      bad: `runs:
  using: composite
  steps: [{ shell: bash, run: 'echo "##[set-env name=A;]b"' }]
`,
      edit: ['##[set-env name=A;]b', '##[group]b'],
      at: '3:31',
    },
  ],
  good: [
    { name: 'other commands', files: step('run: echo "::add-mask::$A" "::group::set-env"') },
    { name: 'a comment', files: step('run: "# was ::set-output\\nmake"') },
    {
      name: 'a switch that people set',
      files: step('run: make\n        env: { ACTIONS_STEP_DEBUG: "${{ secrets.DEBUG }}" }'),
    },
  ],
  notApplicable: [{ name: 'no workflow', files: { 'a.txt': '' } }],
});
