import { expect, test } from '@jest/globals';
import { controls } from '../benchmark.js';
import { samples } from '../testing/samples.js';
import { subjectOf } from '../testing/subject.js';
import { runBenchmark } from './run.js';

const WORKFLOW = '.github/workflows/release.yml';
const RELEASE = `on: { release: { types: [published] } }
permissions: { contents: read, id-token: write }
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm install
      - run: npm publish
        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }
      - run: zizmor .github || true
`;

const FILES = { ...samples, [WORKFLOW]: RELEASE };

/** Where something is found in files and their copies, and in what. */
function places(end: string): readonly string[] {
  const copies = Object.entries(FILES).map(([path, text]) => {
    const copy = path.replace(/[^/]+(?=\/action\.ya?ml$)|(?<=^|\/)(?=[^/]+$)/, 'copy-$&');
    return [copy, `${text}${end}`];
  });
  const subject = subjectOf({ ...FILES, ...(Object.fromEntries(copies) as object) });
  const scope = { level: 2, controls, full: true } as const;
  return runBenchmark({ subject, scope, base: 'nothing' }).checks.flatMap(({ id, findings }) =>
    findings.map(({ locations: [at], severity }) =>
      [id, severity, at?.path, at?.line, at?.column].join(' '),
    ),
  );
}

test('copies, whose nodes are shared, are judged as files that differ by a comment', () => {
  const shared = places('');
  expect(shared.filter((place) => place.includes(WORKFLOW)).length).toBeGreaterThan(3);
  expect(shared).toEqual(places('\n# different\n'));
});
