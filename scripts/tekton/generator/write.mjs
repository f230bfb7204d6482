import { Plain } from './values.mjs';

/** JSON text of a document, with odd spaces. */
export function writeJson(value, random) {
  const space = () => (random.chance(0.1) ? random.pick([' ', '\n', '\t', '  ']) : '');
  const write = (part) => {
    if (part === null) return 'null';
    if (part instanceof Plain) return part.json;
    if (typeof part === 'string') return quoted(part);
    if (Array.isArray(part))
      return `[${space()}${part.map(write).join(`${space()},${space()}`)}${space()}]`;
    const members = [...part].map(
      ([key, item]) => `${quoted(key)}${space()}:${space()}${write(item)}`,
    );
    return `{${space()}${members.join(`,${space()}`)}${space()}}`;
  };
  return write(value);
}

const quoted = (text) =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${hex(char.charCodeAt(0), 4)}`,
  );

/** YAML text of a document in a mixture of the styles that YAML has. */
export function writeYaml(value, random) {
  return `${random.chance(0.2) ? '# comment\n' : ''}${block(value, 0, random)}`;
}

function block(value, indent, random) {
  const pad = ' '.repeat(indent);
  if (Array.isArray(value)) {
    return value.map((item) => `${pad}-${behind(item, indent, random)}`).join('');
  }
  return [...value]
    .map(([key, item]) => `${pad}${keyText(key, random)}:${behind(item, indent, random)}`)
    .join('');
}

/** What follows `key:` or `-`, with its line break. */
function behind(value, indent, random) {
  const comment = random.chance(0.05) ? ' # note' : '';
  const collection = value instanceof Map ? value.size : Array.isArray(value) ? value.length : 0;
  if (collection > 0 && !random.chance(0.1)) {
    const step = random.pick([2, 2, 4]);
    return `${comment}\n${block(value, indent + step, random)}`;
  }
  if (typeof value === 'string' && canBlock(value) && random.chance(0.6))
    return literal(value, indent + 2, comment);
  const text = flow(value, random);
  return text === '' ? `${comment}\n` : ` ${text}${comment}\n`;
}

const canBlock = (text) =>
  /^[\x20-\x7e\n\u00a1-\ud7ff]*$/u.test(text) &&
  text.includes('\n') &&
  /[^\s]/.test(text) &&
  !/[\u2028\u2029]/.test(text);

function literal(text, indent, comment) {
  const body = text.replace(/\n+$/, '');
  const ends = text.length - body.length;
  const sign = ends === 0 ? '-' : ends === 1 ? '' : '+';
  const first = /^\s/.test(text) ? '2' : '';
  const lines = `${body}${'\n'.repeat(Math.max(0, ends - 1))}`.split('\n');
  return ` |${first}${sign}${comment}\n${lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n')}\n`;
}

function flow(value, random) {
  if (value === null) return random.pick(['null', '~', 'null']);
  if (value instanceof Plain) return value.yaml;
  if (typeof value === 'string') return scalar(value, random);
  if (Array.isArray(value)) return `[${value.map((item) => flow(item, random)).join(', ')}]`;
  return `{${[...value].map(([key, item]) => `${keyText(key, random)}: ${flow(item, random)}`).join(', ')}}`;
}

function keyText(key, random) {
  return /^[a-zA-Z][a-zA-Z0-9./-]*$/.test(key) && !AMBIGUOUS.test(key) ? key : scalar(key, random);
}

const AMBIGUOUS = /^(?:y|n|yes|no|on|off|true|false|null|~)?$/i;
const PLAIN =
  /^(?:[a-zA-Z/$(][a-zA-Z0-9 ./()$_@-]*[a-zA-Z0-9)]|[0-9]{1,2}:[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2})$/;

function scalar(text, random) {
  if (PLAIN.test(text) && !AMBIGUOUS.test(text) && random.chance(0.6)) return text;
  const printable = /^[\x20-\x7e\u00a1-\u2027\u202f-\ud7ff\ue000-\uf8ff]*$/u.test(text);
  if (printable && random.chance(0.5)) return `'${text.replaceAll("'", "''")}'`;
  return double(text, random);
}

function double(text, random) {
  let result = '';
  for (const char of text) {
    const code = char.codePointAt(0);
    if (char === '"' || char === '\\') result += `\\${char}`;
    else if (char === '\n') result += '\\n';
    else if (code < 0x20 || (code >= 0x7f && code <= 0xa0) || code === 0x2028 || code === 0x2029)
      result += `\\u${hex(code, 4)}`;
    else if (code > 0x7f && random.chance(0.2)) result += `\\U${hex(code, 8)}`;
    else result += char;
  }
  return `"${result}"`;
}

const hex = (code, digits) => code.toString(16).padStart(digits, '0');
