import { expectLeg } from '../testing/expect-leg.js';
import { lockedPackages } from './locked-packages.js';

const script = (line: string): string => `on: push
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: |
          cd web
          ${line}
`;

const twin = (bad: string, good: string) => ({
  name: `${bad} / ${good}`,
  bad: script(bad),
  edit: [bad, good] as const,
  at: '9:11',
});

expectLeg(lockedPackages, 'G', {
  twins: [
    twin('npm install', 'npm ci'),
    twin('npm i -g typescript', 'npm i -g typescript@5.9.3'),
    twin('npm install --prefix a eslint@^9', 'npm ci --prefix a'),
    twin('npx --yes cowsay', 'npx --yes cowsay@1.6.0'),
    twin('npx prettier@latest .', 'npx prettier .'),
    twin('yarn', 'yarn --frozen-lockfile'),
    twin('yarn install', 'yarn install --immutable'),
    twin('pnpm install --no-frozen-lockfile', 'pnpm install'),
    twin('bun install', 'bun install --frozen-lockfile'),
    twin('pip install -r requirements.txt', 'pip install --require-hashes -r requirements.txt'),
    twin('python3 -m pip install --upgrade black', 'python3 -m pip install --upgrade pip'),
    twin("sudo pip3 install 'black>=24'", 'sudo pip3 install black==24.1.0'),
    twin('pipx install poetry', 'pipx install poetry==2.1.0'),
    twin('uvx ruff check', 'uvx ruff@0.14.0 check'),
    twin('go install example.com/a/cmd@latest', 'go install example.com/a/cmd@v1.2.3'),
    twin('cargo install cargo-audit', 'cargo install --locked cargo-audit'),
    twin('gem install bundler', 'gem install bundler -v 2.7.1'),
    twin('bundle update', 'bundle install'),
    twin('cpanm Test::Harness', 'cpanm Test::Harness@3.50'),
    twin('choco install -y llvm', 'choco install -y llvm --version=18.1.8'),
    twin('pip install --no-deps -e git+https://a.example/b', 'pip install --no-deps -e .'),
    {
      ...twin('dotnet restore', 'dotnet restore --locked-mode'),
      beside: { 'src/A/packages.lock.json': '{}' },
    },
  ],
  good: [
    {
      name: 'what is in the repository',
      files: script('pip install . && npm install ./tool.tgz && pip install -e .'),
    },
    {
      name: 'a list with digests',
      files: {
        'requirements.txt': `a==1.0 --hash=sha256:${'ab'.repeat(32)}\n`,
        '.github/workflows/ci.yml': script('pip install -r ./requirements.txt'),
      },
    },
    { name: 'Bun', files: script('bun install --frozen-lockfile --filter web') },
    {
      name: 'Yarn 2',
      files: {
        '.yarnrc.yml': 'nodeLinker: pnp\n',
        '.github/workflows/ci.yml': script('yarn install'),
      },
    },
    { name: 'the system', files: script('apt-get install -y jq') },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
  except: ['comments'],
});

const task = (line: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: a }
spec: { steps: [{ name: a, image: a, script: "${line}" }] }
`;

expectLeg(lockedPackages, 'T', {
  twins: [
    { name: 'npm', bad: task('npm install'), edit: ['npm install', 'npm ci'], at: '4:47' },
    { name: 'pnpm', bad: task('pnpm i'), edit: ['pnpm i', 'pnpm i --frozen-lockfile'], at: '4:47' },
    { name: 'a variable', bad: task('pip install a==$(params.v) b'), edit: [' b', ''], at: '4:47' },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});
