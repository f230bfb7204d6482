const SNIPPETS = [
  ':',
  ': ',
  '- ',
  '#',
  ' #',
  "'",
  '"',
  '\n',
  '\n\n',
  ' ',
  '  ',
  '\t',
  '&a ',
  '*a',
  '!!str ',
  '!!int ',
  '!x ',
  '|',
  '>',
  '|-',
  '>+',
  '|2',
  '? ',
  '\n---\n',
  '\n--- # c\n',
  '\n...\n',
  '%YAML 1.1\n',
  '\\',
  '\\u00e9',
  '\\x41',
  '\\/',
  '\\\n',
  '\u2028',
  '\u0085',
  '\u00a0',
  '\ufeff',
  '\r',
  '\r\n',
  '{',
  '}',
  '[',
  ']',
  ',',
  '{}',
  '[]',
  'yes',
  'no',
  '0o17',
  '010',
  '0x1f',
  '1_0',
  '1e3',
  '.5',
  '~',
  'null',
  '<<: *a',
  '<<',
  '=',
  '@',
  '`',
  '%',
  '$(x)',
  'é',
  '\u{1f600}',
  '0',
  '-0',
  '1.0',
  '-',
  '--- ',
  '12:30:45',
  '2020-01-01',
  '!',
  '&',
  '*',
  '\\ud83d\\ude00',
];

/** A text with one to four random changes of its characters, lines and scalars. */
export function mutate(text, random) {
  let result = text;
  for (let times = 1 + random.below(4); times > 0; times -= 1)
    result = random.pick(MUTATIONS)(result, random);
  return result;
}

const MUTATIONS = [
  insert,
  insert,
  remove,
  repeatLine,
  dropLine,
  swapLines,
  indent,
  replaceValue,
  replaceValue,
  fold,
  comment,
  anchor,
  requote,
  flowSpace,
];

function insert(text, random) {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + random.pick(SNIPPETS) + text.slice(at);
}

function remove(text, random) {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + text.slice(at + 1 + random.below(3));
}

function lines(text, change) {
  const all = text.split('\n');
  change(all);
  return all.join('\n');
}

function repeatLine(text, random) {
  return lines(text, (all) => {
    const at = random.below(all.length);
    all.splice(random.chance(0.5) ? at : random.below(all.length), 0, all[at]);
  });
}

function dropLine(text, random) {
  return lines(text, (all) => all.splice(random.below(all.length), 1));
}

function swapLines(text, random) {
  return lines(text, (all) => {
    const at = random.below(all.length);
    const other = Math.min(at + 1, all.length - 1);
    [all[at], all[other]] = [all[other], all[at]];
  });
}

function indent(text, random) {
  return lines(text, (all) => {
    const at = random.below(all.length);
    all[at] = random.chance(0.5) ? ` ${all[at]}` : all[at].replace(/^ /, '');
  });
}

/** Another value behind a key. */
function replaceValue(text, random) {
  return lines(text, (all) => {
    const at = random.below(all.length);
    const value = random.chance(0.3)
      ? `${random.pick(SNIPPETS)}${random.pick(SNIPPETS)}`
      : random.pick(SNIPPETS);
    all[at] = all[at].replace(/(: |- )[^:]*$/, (_, sign) => sign + value);
  });
}

/** A line break inside a scalar, with more or less space in front of the rest. */
function fold(text, random) {
  return lines(text, (all) => {
    const at = random.below(all.length);
    const space = ' '.repeat(random.below(12));
    const found = [...all[at].matchAll(/ /g)];
    if (found.length === 0) return;
    const place = random.pick(found).index;
    all[at] =
      `${all[at].slice(0, place)}${random.pick(['\n', '\n\n', ' \n', '\n \n'])}${space}${all[at].slice(place + 1)}`;
  });
}

function comment(text, random) {
  return lines(text, (all) => {
    const at = random.below(all.length);
    if (random.chance(0.5)) all[at] += random.pick([' # note', '# note', '\t# note', ' #']);
    else all.splice(at, 0, `${' '.repeat(random.below(8))}# note`);
  });
}

function anchor(text, random) {
  return lines(text, (all) => {
    const [at, other] = [random.below(all.length), random.below(all.length)];
    all[Math.min(at, other)] = all[Math.min(at, other)].replace(/(: |- )(?=[^ ])/, '$1&x ');
    all[Math.max(at, other)] = all[Math.max(at, other)].replace(/(: |- )[^:]*$/, '$1*x');
  });
}

function requote(text, random) {
  return lines(text, (all) => {
    const at = random.below(all.length);
    const style = random.pick([
      (v) => `"${v}"`,
      (v) => `'${v}'`,
      (v) => `|\n${' '.repeat(1 + random.below(14))}${v}`,
      (v) => `>-\n${' '.repeat(1 + random.below(14))}${v}`,
      (v) => `[${v}]`,
      (v) => `{${v}}`,
      (v) => `{${v}: ${v}}`,
      (v) => `!!str ${v}`,
    ]);
    all[at] = all[at].replace(/(: |- )([^"'|>][^:]*)$/, (_, sign, value) => sign + style(value));
  });
}

function flowSpace(text, random) {
  const found = [...text.matchAll(/[{}[\],:]/g)];
  if (found.length === 0) return text;
  const { index } = random.pick(found);
  const space = random.pick(['', ' ', '\n', '\n      ', '\t', ' # c\n      ']);
  return `${text.slice(0, index + 1)}${space}${text.slice(index + 1)}`;
}
