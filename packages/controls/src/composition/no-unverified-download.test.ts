import { expectLeg } from '../testing/expect-leg.js';
import { noUnverifiedDownload } from './no-unverified-download.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const script = (...lines: readonly string[]): string => `on: push
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: |
${lines.map((line) => `          ${line}`).join('\n')}
`;

const twin = (
  name: string,
  lines: readonly string[],
  edit: readonly [string, string],
  at: string,
) => ({
  name,
  bad: script(...lines),
  edit,
  at,
});

const U = 'https://get.example.com/install.sh';

expectLeg(noUnverifiedDownload, 'G', {
  twins: [
    twin(
      'piped into a shell',
      [`curl -fsSL ${U} | sudo -E bash -s -- -y`],
      ['| sudo -E bash -s -- -y', '| jq -r .version'],
      '8:11',
    ),
    twin('piped by wget', [`wget -qO- ${U} | sh`], ['| sh', '> notes.txt'], '8:11'),
    twin('substituted', [`bash -c "$(curl -fsSL ${U})"`], ['bash -c', 'echo'], '8:11'),
    twin(
      'a process as a file',
      [`source <(curl -s ${U})`],
      [U, `https://raw.githubusercontent.com/acme/a/${COMMIT}/a.sh`],
      '8:11',
    ),
    twin(
      'data for a program',
      [`curl -s ${U} | python3 -`],
      ['python3 -', 'python3 -m json.tool'],
      '8:11',
    ),
    twin(
      'a file that is run',
      [`curl -fsSLo a.sh ${U}`, 'true', 'sh ./a.sh'],
      ['true', 'echo "$SUM  a.sh" | sha256sum --check'],
      '8:11',
    ),
    twin('a file made executable', [`wget ${U}`, 'chmod +x install.sh'], ['+x', '-w'], '8:11'),
    twin(
      'a file in a variable',
      [`curl -L "${U}" -o "$TMP/kind"`, 'sudo install -m 0755 "$TMP/kind" /usr/local/bin/kind'],
      ['sudo install', 'cosign verify-blob --bundle b "$TMP/kind"; sudo install'],
      '8:11',
    ),
    twin(
      'unpacked into the path',
      [`curl -sL ${U} | sudo tar -xz -C /usr/local/bin`],
      ['/usr/local/bin', 'data'],
      '8:11',
    ),
    twin(
      'programs of an archive',
      [
        'wget -q https://example.com/tool.tar.gz',
        'true',
        'tar xzf tool.tar.gz',
        'mv tool /usr/local/bin/',
      ],
      ['true', 'sha256sum -c tool.sha256'],
      '8:11',
    ),
    twin(
      'an archive that is run',
      ['curl -fsSL https://example.com/t.tgz | tar xz', './t/install.sh'],
      ['./t/install.sh', 'make'],
      '8:11',
    ),
    twin(
      'a package',
      [`curl -sLO https://example.com/tool.deb`, 'true', 'sudo dpkg -i tool.deb'],
      ['true', 'gpg --verify tool.deb.sig tool.deb'],
      '8:11',
    ),
    twin('certificates ignored', [`curl -fsSkL ${U} -o a.txt`], ['-fsSkL', '-fsSL'], '8:11'),
    twin(
      'certificates of git',
      ['git -c http.sslVerify=false clone https://example.com/a'],
      ['false', 'true'],
      '8:11',
    ),
    twin(
      'certificates by a variable',
      ['NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci'],
      ['=0', '=1'],
      '8:11',
    ),
    {
      name: 'certificates by the environment',
      bad: 'on: push\nenv: { GIT_SSL_NO_VERIFY: "true" }\njobs: { a: { runs-on: x, steps: [{ run: make }] } }\n',
      edit: ['"true"', '"false"'],
      at: '2:27',
    },
    twin(
      'PowerShell',
      ['iwr -useb https://get.example.com/a.ps1 | iex'],
      ['| iex', '-OutFile a.txt'],
      '8:11',
    ),
    twin(
      'inside another shell',
      [`sudo sh -c 'curl -fsSL ${U} | sh'`],
      ["| sh'", "> a.txt'"],
      '8:23',
    ),
  ],
  good: [
    { name: 'to a machine of the job', files: script('curl -k https://localhost:8443/health') },
    {
      name: 'an API',
      files: script('curl -s https://api.example.com | jq . > out.json', 'sh ./build.sh'),
    },
    {
      name: 'a key of packages',
      files: script(`curl -fsSL ${U} | sudo gpg --dearmor -o /usr/share/keyrings/a.gpg`),
    },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
  except: ['comments'],
});

const task = (step: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: a }
spec:
  params: [{ name: version }]
  steps:
    - name: a
      image: a
      ${step}
`;

expectLeg(noUnverifiedDownload, 'T', {
  twins: [
    {
      name: 'node that evaluates an answer',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: t}
spec:
  steps:
    - name: a
      image: docker.io/library/node
      script: "#!/usr/bin/env node\\nconst r = await fetch(\\"https://get.example.com/x.js\\");\\nconst code = await r.text();\\neval(code);\\n"
`,
      edit: ['neval(code);', 'nconsole.log(code.length);'],
      at: '8:125',
    },
    {
      name: 'curl that does not look at certificates, by argv',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: t}
spec:
  steps:
    - {name: a, image: 'docker.io/curlimages/curl', args: [--insecure, -o, /workspace/x, "https://example.com/x"]}
`,
      edit: ['[--insecure', '[--fail'],
      at: '6:24',
    },
    {
      name: 'a Python step that executes what it fetched',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: t}
spec:
  steps:
    - name: fetch
      image: docker.io/library/python
      script: "#!/usr/bin/env python3\\nimport urllib.request\\ncode = urllib.request.urlopen(\\"https://get.example.com/plugin.py\\").read()\\nexec(code)\\n"
`,
      edit: ['nexec(code)', 'nprint(len(code))'],
      at: '8:140',
    },
    {
      name: 'a script',
      bad: task(`script: "curl -sSL https://example.com/$(params.version)/a.sh | bash"`),
      edit: ['| bash', '-o a.sh'],
      at: '9:16',
    },
    {
      name: 'arguments of a shell',
      bad: task(`command: [sh, -c]\n      args: ["wget -O- ${U} | sh"]`),
      edit: ['| sh', '> a'],
      at: '10:15',
    },
    {
      name: 'plain arguments',
      bad: task('args: [buildah, push, --tls-verify=false, a]'),
      edit: ['false', 'true'],
      at: '9:14',
    },
    {
      name: 'the environment',
      bad: task('env: [{ name: NODE_TLS_REJECT_UNAUTHORIZED, value: "0" }]'),
      edit: ['"0"', '"1"'],
      at: '9:58',
    },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});
