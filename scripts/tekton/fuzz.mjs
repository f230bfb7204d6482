// Mutates resources and compares what we make of them with Tekton's own code, until the time is over or something differs.
// Usage: node scripts/tekton/fuzz.mjs [MINUTES] [SEED]        (CI: 30 minutes a week)
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { payloadOf } from '../../packages/trust/lib/tekton/payload.js';
import { readResources } from '../../packages/trust/lib/tekton/resource.js';
import { program } from './build.mjs';
import { mutate } from './generator/mutate.mjs';
import { createRandom } from './generator/random.mjs';
import { Resources } from './generator/resources.mjs';
import { writeJson, writeYaml } from './generator/write.mjs';

const BATCH = 2000;
const FORMS = [
  { era: 'ct-omit', profile: 'controller', oracle: 'oracle-1.15' },
  { era: 'ct-null', profile: 'controller', oracle: 'oracle-1.0' },
  { era: 'ct-omit', profile: 'tkn-v1beta1', oracle: 'oracle-1.15' },
];

const minutes = Number(process.argv[2] ?? 30);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const random = createRandom(seed);
const seeds = corpus();
const counts = { documents: 0, equal: 0, undecided: 0, wrong: 0 };
const end = Date.now() + minutes * 60_000;
for (let batch = 0; Date.now() < end && counts.wrong === 0; batch += 1)
  run(FORMS[batch % FORMS.length]);
console.log(JSON.stringify({ seed, ...counts }));
if (counts.wrong > 0) process.exitCode = 1;

function corpus() {
  const shared = process.env.PLUMBLINE_SHARED || join(import.meta.dirname, '../../../shared');
  const folder = join(shared, 'data/corpus/tektoncd');
  if (!existsSync(folder)) return [];
  const files = globSync('**/*.yaml', { cwd: folder }).map((file) =>
    readFileSync(join(folder, file), 'utf8'),
  );
  return files.filter(
    (text) => /^kind: (?:Task|Pipeline|StepAction)\s*$/m.test(text) && text.length < 4000,
  );
}

function run(form) {
  const resources = new Resources(form.era, random);
  const texts = Array.from({ length: BATCH }, () => mutate(base(resources), random));
  const input = texts
    .map((document, id) => JSON.stringify({ id: String(id), document }))
    .join('\n');
  const args = ['-split', '-profile', form.profile];
  const { stdout, status, stderr } = spawnSync(program(form.oracle), args, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(stderr);
  const truths = new Map();
  for (const line of stdout.split('\n').filter(Boolean)) {
    const truth = JSON.parse(line);
    truths.set(`${truth.id}#${truth.index}`, truth);
  }
  for (const [id, text] of texts.entries()) compare(form, truths, { id, text });
}

function base(resources) {
  if (seeds.length > 0 && random.chance(0.5)) return random.pick(seeds);
  const { document } = resources.make(random.below(1 << 20));
  return random.chance(0.15) ? writeJson(document, random) : writeYaml(document, random);
}

function compare(form, truths, { id, text }) {
  for (const entry of readResources('', Buffer.from(text))) {
    const truth = truths.get(`${id}#${entry.index}`);
    counts.documents += 1;
    const payload = 'root' in entry ? payloadOf(entry, form) : { ok: false };
    if (!payload.ok) counts.undecided += truth?.sha256 === undefined ? 0 : 1;
    else if (payload.value.digest.toString('hex') === truth?.sha256) counts.equal += 1;
    else {
      counts.wrong += 1;
      const path = join(tmpdir(), `tekton-fuzz-${seed}-${counts.wrong}.json`);
      const { json: ours } = payload.value;
      writeFileSync(
        path,
        JSON.stringify(
          { form, text, index: entry.index, error: truth?.error, theirs: truth?.payload, ours },
          null,
          1,
        ),
      );
      console.log(`difference: ${path}`);
    }
  }
}
