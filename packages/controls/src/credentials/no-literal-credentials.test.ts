import { expectLeg } from '../testing/expect-leg.js';
import { noLiteralCredentials } from './no-literal-credentials.js';

/** Put together here, so that no scanner takes this file for a leak. */
const TOKEN = ['ghp', 'q7Rk2Zt9Xw4Lm8Bv3Nc6Yp1Hs5Jd0Fg2Ua4Kx'].join('_');
const ACCESS = ['AKIA', 'Q7RK2ZT6XW4LM5BV'].join('');

const workflow = (job: string, step: string): string => `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    ${job}
    steps:
      - run: make
        ${step}
`;

expectLeg(noLiteralCredentials, 'G', {
  twins: [
    {
      name: 'a token',
      bad: workflow('name: a', `env: { WHATEVER: ${TOKEN} }`),
      edit: [TOKEN, '"${{ secrets.WHATEVER }}"'],
      at: '9:26',
    },
    {
      name: 'a password by its name',
      bad: workflow('env: { API_PASSWORD: hunter2-horse }', 'name: a'),
      edit: ['hunter2-horse', '"${{ secrets.API_PASSWORD }}"'],
      at: '6:26',
    },
    {
      name: 'the login of a container',
      bad: workflow(
        'container: { image: a, credentials: { username: a, password: rT5-horse } }',
        'name: a',
      ),
      edit: ['rT5-horse', '"${{ secrets.REGISTRY }}"'],
      at: '6:66',
    },
    {
      name: 'a password in an address of a script',
      bad: workflow('name: a', 'name: b').replace(
        'run: make',
        'run: git push https://me:p4ssW0rt@git.example.com/a',
      ),
      edit: ['p4ssW0rt', '$PASSWORD'],
      at: '8:14',
    },
    {
      name: 'an access key given to an action',
      bad: workflow('name: a', 'name: b')
        .replace('run: make', `{ uses: a/b@v1, with: { key: ${ACCESS} } }`)
        .replace('- {', '- {')
        .replace('\n        name: b', ''),
      edit: [ACCESS, '"${{ secrets.KEY }}"'],
      at: '8:38',
    },
    {
      name: 'an option',
      bad: workflow('name: a', 'name: b').replace(
        'run: make',
        'run: docker login -u me -p S3cretHorse ghcr.io',
      ),
      edit: ['S3cretHorse', '"$PASSWORD"'],
      at: '8:14',
    },
    {
      name: 'a header',
      bad: workflow('name: a', 'name: b').replace(
        'run: make',
        `run: 'curl -H "Authorization: Bearer 9f8e7d6c5b4a" https://example.com'`,
      ),
      edit: ['9f8e7d6c5b4a', '$TOKEN'],
      at: '8:15',
    },
    {
      name: 'the default of an input',
      path: 'action.yml',
      bad: `inputs: { api-token: { default: ${TOKEN} } }\nruns: { using: node24, main: a.js }\n`,
      edit: [TOKEN, '"${{ github.token }}"'],
      at: '1:33',
    },
  ],
  good: [
    {
      name: 'a database for one job',
      files: workflow(
        'services: { db: { image: a, env: { POSTGRES_PASSWORD: kf83hsl2 } } }',
        'env: { PGPASSWORD: kf83hsl2, DB_PASSWORD: postgres }',
      ),
    },
    {
      name: 'switches and names',
      files: workflow(
        'name: a',
        'env: { USE_TOKEN: "true", TOKEN_PATH: /tmp/abcdef, id-token: write }',
      ),
    },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});

const task = (param: string, env: string, script = 'make'): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: a }
spec:
  params: [{ name: ${param} }]
  steps:
    - name: a
      image: a
      env: [{ name: ${env} }]
      script: ${script}
`;

expectLeg(noLiteralCredentials, 'T', {
  twins: [
    {
      name: 'a property of Java',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
  steps: [{ name: s, image: a, script: "scan -Dscan.token=h7Gs02kLq9vv" }]
`,
      edit: ['h7Gs02kLq9vv', '$TOKEN'],
      at: '5:41',
    },
    {
      name: 'the default of a parameter',
      bad: task('password, default: horse-battery9', 'A, value: a'),
      edit: ['horse-battery9', '""'],
      at: '5:39',
    },
    {
      name: 'the environment of a step',
      bad: task('a', 'API_TOKEN, value: kd83-hs92-xx'),
      edit: ['value: kd83-hs92-xx', 'valueFrom: { secretKeyRef: { name: a, key: b } }'],
      at: '9:39',
    },
    {
      name: 'a token in a script',
      bad: task('a', 'A, value: a', `curl -H ${TOKEN} https://example.com`),
      edit: [TOKEN, '"$TOKEN"'],
      at: '10:15',
    },
    {
      name: 'a Secret that is applied with its value',
      path: 'secret.yaml',
      bad: `apiVersion: v1
kind: Secret
metadata: { name: a }
stringData: { username: somebody, password: kd83-hs92-xx }
`,
      edit: ['kd83-hs92-xx', '""'],
      at: '4:45',
      beside: { 'task.yaml': task('a', 'A, value: a') },
    },
  ],
  good: [
    {
      name: 'the name of a Secret',
      files: task('github-secret, default: github-credentials', 'A, value: a'),
    },
    {
      name: 'a key in a Secret',
      files: task('token, default: abcdef-9, description: The key in the Secret', 'A, value: a'),
    },
  ],
  notApplicable: [{ name: 'nothing', files: { 'a.txt': '' } }],
});
