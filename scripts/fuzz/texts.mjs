import { mutate } from '../tekton/generator/mutate.mjs';
import { Resources } from '../tekton/generator/resources.mjs';
import { writeJson, writeYaml } from '../tekton/generator/write.mjs';
import { soup, USES, workflow } from './grammar.mjs';

const PATHS = [
  '.github/workflows/a.yml',
  '.github/workflows/b.yaml',
  '.github/actions/x/action.yml',
  '.github/actions/x/action.yaml',
  '.github/workflows/actions.lock',
  'action.yml',
  'tekton/a.yaml',
  'tekton/b.json',
  'deep/er/c.yml',
  'Dockerfile',
  '.github/actions/x/Dockerfile',
];

const DOCKER = ['FROM a AS b', 'ARG A=$A$A', 'COPY --from=b / /', 'RUN x \\', 'ADD https://x /'];

const BYTES = [
  '\x00',
  '\xff',
  '\xc0\xaf',
  '\xed\xa0\x80',
  '\xef\xbb\xbf',
  '\xe2\x80\xae',
  '\xe2\x80\xa8',
  '\xc2\x85',
  '\x1b[2J',
  '\r',
  '\t',
  '\x7f',
];

/** Inputs: mutations of real and hostile files, and texts from grammars. */
export class Texts {
  constructor(random, seeds) {
    this.random = random;
    this.seeds = seeds;
    this.resources = {
      'ct-omit': new Resources('ct-omit', random),
      'ct-null': new Resources('ct-null', random),
    };
  }

  /** A text that may be any file. */
  text() {
    const { random } = this;
    const kind = random.below(10);
    if (kind < 5 && this.seeds.length > 0) return mutate(this.#seed(), random);
    if (kind < 6) return soup(random);
    if (kind < 8) return mutate(writeYaml(workflow(random), random), random);
    return this.tekton('ct-omit');
  }

  /** A text that may be a resource of Tekton. */
  tekton(era) {
    const { random } = this;
    if (random.chance(0.3) && this.seeds.length > 0) return mutate(this.#seed(), random);
    const { document } = this.resources[era].make(random.below(1 << 20));
    const text = random.chance(0.15) ? writeJson(document, random) : writeYaml(document, random);
    return random.chance(0.8) ? mutate(text, random) : text;
  }

  /** Bytes, now and then none of UTF-8. */
  bytes() {
    const bytes = Buffer.from(this.text());
    if (this.random.chance(0.8)) return bytes;
    const at = this.random.below(bytes.length + 1);
    const odd = Buffer.from(this.random.pick(BYTES), 'latin1');
    return Buffer.concat([bytes.subarray(0, at), odd, bytes.subarray(at)]);
  }

  /** Up to 1 MiB of a text or a part of one, over and over. */
  large() {
    const { random } = this;
    const text = this.text() || ' ';
    const at = random.below(text.length);
    const part = random.chance(0.5) ? text.slice(at, at + 1 + random.below(12)) : `${text}\n`;
    const head = random.chance(0.5) ? text.slice(0, at) : '';
    const wanted = random.pick([1 << 16, 1 << 18, (1 << 20) - 8]);
    const times = Math.max(1, Math.floor((wanted - head.length) / Buffer.byteLength(part)));
    return Buffer.from(head + part.repeat(times)).subarray(0, 1 << 20);
  }

  /** One large file, or a definition in which one step stands over and over. */
  largeTarget() {
    const { random } = this;
    const step = `- ${JSON.stringify(random.chance(0.8) ? { uses: random.pick(USES) } : { run: './a.sh' })}`;
    const steps = `${step}\n`.repeat(random.below(12_000));
    const text = random.pick([
      () => this.large().toString('latin1'),
      () => `on: push\njobs:\n a:\n  steps:\n${steps.replaceAll('- ', '  - ')}`,
      () => `runs:\n using: composite\n steps:\n${steps.replaceAll('- ', ' - ')}`,
      () => `FROM a\n${`${random.pick(DOCKER)}\n`.repeat(random.below(20_000))}`,
    ])();
    return { ...this.target(), [random.pick(PATHS)]: text };
  }

  /** Files by path; the contents are bytes, as Latin-1. */
  target() {
    const count = 1 + this.random.below(5);
    const files = Array.from({ length: count }, () => [
      this.random.pick(PATHS),
      this.bytes().toString('latin1'),
    ]);
    return Object.fromEntries(files);
  }

  #seed() {
    const { random, seeds } = this;
    const one = random.pick(seeds);
    if (random.chance(0.9)) return one;
    const two = random.pick(seeds);
    return one.slice(0, random.below(one.length)) + two.slice(random.below(two.length));
  }
}
