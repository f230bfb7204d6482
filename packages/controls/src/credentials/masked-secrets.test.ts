import { expectLeg } from '../testing/expect-leg.js';
import { maskedSecrets } from './masked-secrets.js';

const script = (...lines: readonly string[]): string => `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - env:
          KEY: \${{ secrets.KEY }}
        run: |
${lines.map((line) => `          ${line}`).join('\n')}
`;

const step = (value: string): string => `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: ./deploy
        env:
          KEY: ${value}
`;

expectLeg(maskedSecrets, 'G', {
  twins: [
    {
      name: 'a field of a secret',
      bad: step('${{ fromJSON(secrets.AWS).key }}'),
      edit: ['fromJSON(secrets.AWS).key', 'secrets.AWS_KEY'],
      at: '8:16',
    },
    {
      name: 'in other letters and brackets',
      bad: step("x-${{ FromJson( secrets['AWS'] )['key'] }}"),
      edit: ["FromJson( secrets['AWS'] )['key']", "fromJSON(vars['AWS'])['key']"],
      at: '8:16',
    },
    {
      name: 'an input of an action',
      path: 'a/action.yml',
      bad: `runs:
  using: composite
  steps: [{ uses: a/b@v1, with: { key: "\${{ fromJSON(secrets.A).b }}" } }]
`,
      edit: ['fromJSON(secrets.A).b', 'inputs.b'],
      at: '3:40',
    },
    {
      name: 'decoded into the environment',
      bad: script('echo "PLAIN=$(echo "$KEY" | base64 -d)" >> "$GITHUB_ENV"'),
      edit: ['echo "PLAIN', 'echo "::add-mask::$(echo "$KEY" | base64 -d)"; echo "PLAIN'],
      at: '8:14',
    },
    {
      name: 'a field into an output',
      bad: script('USER=$(jq -r .user <<< "$KEY")', 'echo "user=$USER" >> $GITHUB_OUTPUT'),
      edit: ['<<< "$KEY"', '< package.json'],
      at: '8:14',
    },
    {
      name: 'a part into the environment',
      bad: script('PART="${KEY#*:}"', 'echo "PART=$PART" >> "$GITHUB_ENV"'),
      edit: ['${KEY#*:}', '${HOME#*:}'],
      at: '8:14',
    },
    {
      name: 'a field into an output, by JavaScript',
      bad: `on: push
jobs:
  a:
    steps:
      - uses: actions/github-script@v8
        env: { CONFIG: "\${{ secrets.CONFIG }}" }
        with:
          script: |
            const { host, password: word } = JSON.parse(process.env.CONFIG);
            core.setOutput('host', host);
            core.setOutput('word', word);
`,
      edit: ["core.setOutput('host'", "core.setSecret(word); core.setOutput('host'"],
      at: '8:19',
    },
  ],
  good: [
    { name: 'a list that is no secret', files: step('${{ fromJSON(needs.a.outputs.list)[0] }}') },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
  except: ['comments'],
});
