/** A scalar that is written as it stands: `yaml` without quotes, `json` where the document is JSON. */
export class Plain {
  constructor(yaml, json = yaml) {
    this.yaml = yaml;
    this.json = json;
  }
}

const number = (text) => new Plain(text);

export const STRINGS = [
  '',
  'a',
  'hello',
  'docker.io/library/busybox:1.36',
  '$(params.who)',
  'a <b> & "c"',
  "it's",
  'back\\slash',
  'tab\there',
  'two\nlines',
  'ends\n',
  'two ends\n\n',
  '\nstarts',
  '  indented\nthen not',
  '#!/bin/sh\nset -e\n\necho "$1" > /dev/null\n',
  'yes',
  'no',
  'on',
  'y',
  'N',
  'True',
  'null',
  '~',
  '012',
  '0o17',
  '1_000',
  '12:30',
  '1e3',
  '0x1F',
  '.5',
  '-0',
  '2020-01-01',
  'a: b',
  'a #b',
  '# c',
  '- d',
  '{e}',
  '[f',
  '@g',
  '%h',
  '`i',
  '!j',
  '&k',
  '*l',
  '|',
  '>',
  '?',
  ':',
  ', ',
  'trailing ',
  ' leading',
  'ünï',
  '日本',
  '\u{1f600}',
  '\ue000',
  '\uffee',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u00a0',
  '\u007f',
  '\u0001',
  '\b\f\v',
  '\u001f',
  'a'.repeat(300),
  `${'long words '.repeat(30)}end`,
  '<<',
  '=',
  '...',
  'x---',
  '\ud7ff',
  '\\u0041',
];
const KEYS = [
  'a',
  'b',
  'app.kubernetes.io/name',
  'yes',
  '1',
  '007',
  'ünï',
  '\u{1f600}',
  '\ue000',
  '\uffee',
  'Z',
  '<&>',
  'a b',
  'x: y',
  'null',
  '',
];
const QUANTITIES = [
  '0',
  '1',
  '-1',
  '+5',
  '0.5',
  '0.1',
  '.5',
  '5.',
  '1.500',
  '100m',
  '1000m',
  '1500m',
  '1n',
  '999u',
  '0.0000000001',
  '1k',
  '1000k',
  '1024Ki',
  '1.5Ki',
  '0.5Gi',
  '1.5Gi',
  '1025Ki',
  '8Mi',
  '1048576Ki',
  '7Ei',
  '9Ei',
  '1.1Ki',
  '1e3',
  '12e6',
  '1E',
  '1E3',
  '1e-3',
  '1000000000',
  '1024',
  '00012',
  '0Mi',
  '1e0',
  '123456789012345',
  '1.23456789',
  '0.000000001',
  '1.0000000001',
  '100M',
  '1P',
  '-1.5Gi',
  '-0.5Ki',
  '1e18',
  '-0',
];
const DURATIONS = [
  '0s',
  '0',
  '90s',
  '1h30m',
  '36h',
  '1.5h',
  '100ms',
  '1us',
  '1µs',
  '1ns',
  '-5m',
  '+1h',
  '1h0m0.5s',
  '2562047h',
  '.5s',
  '1.000000001s',
  '0.1s',
  '1h1m1.001s',
];
const TIMES = [
  '2020-01-01T00:00:00Z',
  '2024-02-29T23:59:59+05:30',
  '1999-12-31T23:59:59.123456789-08:00',
];
const INTEGERS = {
  32: [
    number('0'),
    number('1'),
    number('-1'),
    number('2147483647'),
    number('-2147483648'),
    new Plain('0644', '420'),
    new Plain('0x1F', '31'),
    new Plain('1_000', '1000'),
    new Plain('1e3', '1000'),
  ],
  64: [
    number('0'),
    number('42'),
    new Plain('9223372036854775807', '9007199254740991'),
    new Plain('-9223372036854775808', '-9007199254740991'),
    new Plain('010', '8'),
  ],
};

export class Values {
  constructor(random) {
    this.random = random;
  }

  string() {
    const { random } = this;
    return random.chance(0.5) ? `name-${random.below(1000)}` : random.pick(STRINGS);
  }

  key() {
    return this.random.chance(0.4) ? `key${this.random.below(100)}` : this.random.pick(KEYS);
  }

  boolean() {
    return this.random.pick([
      new Plain('true'),
      new Plain('false'),
      new Plain('yes', 'true'),
      new Plain('Off', 'false'),
    ]);
  }

  integer(bits) {
    return this.random.pick(INTEGERS[bits]);
  }

  /** Any JSON value: what RawExtension keeps and what a param turns into text. */
  any(depth) {
    const { random } = this;
    const kind = random.below(depth > 0 ? 8 : 5);
    if (kind < 3) return this.string();
    if (kind === 3)
      return random.pick([
        number('5'),
        number('-2.50'),
        new Plain('1e21', '12.50'),
        number('0.0000001'),
        new Plain('1e3', '1e3'),
        new Plain('0o17', '15'),
        number('123456789012'),
      ]);
    if (kind === 4) return random.pick([this.boolean(), null]);
    if (kind === 5) return Array.from({ length: random.below(3) }, () => this.any(depth - 1));
    return new Map(
      Array.from({ length: random.below(4) }, () => [this.key(), this.any(depth - 1)]),
    );
  }

  param() {
    const { random } = this;
    const text = () => (random.chance(0.05) ? null : this.string());
    const kind = random.below(6);
    if (kind < 2) return this.string();
    if (kind === 2) return Array.from({ length: random.below(4) }, text);
    if (kind === 3)
      return new Map(Array.from({ length: random.below(4) }, () => [this.key(), text()]));
    return this.any(2);
  }

  custom(name) {
    const { random } = this;
    switch (name) {
      case 'Quantity': {
        const text = random.pick(QUANTITIES);
        return random.chance(0.2)
          ? random.pick([
              number('1'),
              number('0.5'),
              number('0.001'),
              number('1e3'),
              number('1000'),
            ])
          : text;
      }
      case 'Duration':
        return random.pick(DURATIONS);
      case 'Time':
        return random.pick(TIMES);
      case 'IntOrString':
        return random.pick([
          number('80'),
          number('0'),
          number('-1'),
          'http',
          '8080',
          number('2147483647'),
        ]);
      case 'ParamValue':
        return this.param();
      default:
        return this.any(3);
    }
  }
}
