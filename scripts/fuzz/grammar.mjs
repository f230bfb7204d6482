import { Plain, STRINGS } from '../tekton/generator/values.mjs';

const TOKENS = [
  ...[
    '- ',
    '-\t',
    '? ',
    ': ',
    ':',
    'a: ',
    '"b": ',
    "'c': ",
    '&x ',
    '*x',
    '!!str ',
    '!!map ',
    '!<a> ',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ', ',
    '|',
    '>',
    '|2-',
    '>+',
    '#',
    ' # c',
    "'",
    '"',
    "''",
    '\\"',
    '\\x41',
    '\\\n',
  ],
  ...[
    '---',
    '--- ',
    '...',
    '%YAML 1.2',
    '%TAG ! a:',
    '<<: *x',
    '<<',
    '=',
    '~',
    'null',
    'yes',
    '0x1f',
    '1e400',
  ],
  ...[
    '\n',
    '\n  ',
    '\n    ',
    '\n\n',
    '\r\n',
    '\t',
    ' ',
    'word',
    'jobs: ',
    'on: ',
    'uses: a/b@c',
    'runs: ',
  ],
  ...['apiVersion: tekton.dev/v1\n', 'kind: Task\n', 'spec:\n', 'steps:\n', 'image: a\n'],
];

/** Signs of YAML in no order. */
export function soup(random) {
  return Array.from({ length: random.below(40) }, () => random.pick(TOKENS)).join('');
}

const SHA = '3d3c42e5aac5ba805825da76410c181273ba90b1';
export const USES = [
  `actions/checkout@${SHA}`,
  ...['actions/checkout@v4', 'a/b/c@d@e', 'a/b', './x', '$/x', '../x', './.github/actions/x', './'],
  ...[
    'docker://a:b',
    'docker://a@sha256:00',
    `a/b/.github/workflows/c.yml@${SHA}`,
    'a/b@',
    '@',
    '',
  ],
  ...[
    './.github/workflows/a.yml',
    './.github/workflows/b.yaml',
    '${{ matrix.a }}',
    'a/${{ env.B }}@c',
  ],
];
const IMAGES = [
  'node',
  'node:24',
  'a.b:5000/c',
  `a@sha256:${'0'.repeat(64)}`,
  '${{ matrix.a }}',
  ':',
  'a@b',
];
const WORDS = [
  'push',
  'pull_request',
  '${{ secrets.A }}',
  '${{ github.event.issue.title }}',
  '${{',
  '}}',
];

/** A workflow, with a value of the wrong kind here and there. */
export function workflow(random) {
  const map = (fields) => new Map(Object.entries(fields).filter(() => random.chance(0.7)));
  const some = (make, most) => Array.from({ length: random.below(most) }, make);
  const odd = (make) => (random.chance(0.06) ? anything(random, 2) : make());
  const word = () => random.pick(random.chance(0.5) ? WORDS : STRINGS);
  const words = () => odd(() => map({ a: word(), b: word(), A: word() }));
  const uses = () => odd(() => random.pick(USES));
  const image = () => odd(() => random.pick(IMAGES));
  const step = () =>
    odd(() =>
      map({ uses: uses(), run: odd(word), with: words(), env: words(), if: word(), shell: word() }),
    );
  const axes = () =>
    odd(() => map({ a: some(uses, 3), include: some(words, 3), exclude: some(words, 2) }));
  const job = () =>
    odd(() =>
      map({
        'runs-on': odd(word),
        uses: uses(),
        needs: odd(() => some(word, 3)),
        container: odd(() => map({ image: image(), env: words() })),
        services: odd(() => map({ s: map({ image: image() }) })),
        strategy: odd(() => map({ matrix: axes() })),
        permissions: words(),
        steps: odd(() => some(step, 4)),
        with: words(),
        secrets: words(),
      }),
    );
  const whole = map({ name: word(), env: words(), permissions: words(), defaults: words() });
  whole.set(
    'on',
    odd(() => map({ push: words(), workflow_call: map({ inputs: words() }) })),
  );
  whole.set(
    'jobs',
    odd(() => map({ a: job(), b: job(), c: job() })),
  );
  return whole;
}

function anything(random, depth) {
  const kind = random.below(depth > 0 ? 5 : 3);
  if (kind === 0) return random.pick(STRINGS);
  if (kind === 1) return new Plain(random.pick(['1', '-0', '1e3', 'true', '~', '0x1f']));
  if (kind === 2) return null;
  const items = Array.from({ length: random.below(3) }, () => anything(random, depth - 1));
  return kind === 3 ? items : new Map(items.map((item) => [random.pick(STRINGS), item]));
}
