import { mapGet, readYaml, seqItems, stringOf, type Node } from '@plumbline/core';
import { bytesAt, documentAt, hasFile, type Document } from '../files.js';
import { shared, type Subject } from '../subject.js';

const PATHS = ['', '.github/', '.gitlab/']
  .flatMap((folder) => [`${folder}renovate.json`, `${folder}renovate.json5`])
  .concat('.renovaterc', '.renovaterc.json', '.renovaterc.json5');

/** The configuration of Renovate; `unknown` if it cannot be read or takes over what is not at hand. */
export const renovateOf = shared((subject: Subject): Document | 'unknown' | null => {
  const path = PATHS.find((candidate) => hasFile(subject, candidate));
  if (path === undefined) return null;
  const document = relaxed(subject, path) ?? documentAt(subject, path);
  if (document === null) return 'unknown';
  const presets = seqItems(mapGet(document.root, 'extends')).map((item) => stringOf(item) ?? '');
  return presets.every(isBuiltIn) ? document : 'unknown';
});

/** Presets that come with Renovate; others may say anything. */
function isBuiltIn(preset: string): boolean {
  return /^(?!(?:github|gitlab|gitea|forgejo|bitbucket|local|npm|https?)[>:]|.*\/)[\w-]*:/.test(
    preset,
  );
}

/** JSON5, as far as it is YAML once comments are blanks. */
function relaxed(subject: Subject, path: string): Document | null {
  const text = new TextDecoder().decode(bytesAt(subject, path) ?? new Uint8Array());
  const plain = text.replace(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (all, quoted: string | undefined) => quoted ?? all.replace(/[^\n]/g, ' '),
  );
  const yaml = readYaml(path, new TextEncoder().encode(plain), { aliases: 'refuse' });
  const root = yaml.ok ? yaml.value.documents[0]?.root : null;
  return yaml.ok && root?.kind === 'map' ? { source: yaml.value.source, root } : null;
}

/** Managers that know their files by themselves; the others have to be told. */
const KNOW_FILES = new Set(['github-actions']);

/** The managers of Renovate that are on. */
export function managersOn({ root }: Document, managers: readonly string[]): readonly string[] {
  if (isOff(mapGet(root, 'enabled'))) return [];
  const enabled = mapGet(root, 'enabledManagers');
  const named = seqItems(enabled).flatMap((item) => stringOf(item) ?? []);
  return managers.filter(
    (manager) =>
      (enabled === undefined || named.includes(manager)) &&
      !isOff(mapGet(mapGet(root, manager), 'enabled')) &&
      !isRuledOut(root, manager),
  );
}

function isOff(node: Node | undefined): boolean {
  return node?.kind === 'scalar' && node.value === false;
}

/** Whether a manager has files to look at, by itself or because it is told. */
export function hasFiles({ root }: Document, manager: string): boolean {
  if (KNOW_FILES.has(manager)) return true;
  if (manager === 'custom.regex')
    return [mapGet(root, 'customManagers'), mapGet(root, 'regexManagers')].some(
      (list) => seqItems(list).length > 0,
    );
  const own = mapGet(root, manager);
  return ['managerFilePatterns', 'fileMatch'].some((key) => seqItems(mapGet(own, key)).length > 0);
}

/** A rule that switches the manager off, whatever the package. */
function isRuledOut(root: Node, manager: string): boolean {
  return seqItems(mapGet(root, 'packageRules')).some((rule) => {
    const names = rule.kind === 'map' ? rule.entries.map(({ key }) => key.text) : [];
    const only = names.every((name) => /^(?:description|matchManagers|enabled)$/.test(name));
    const of = seqItems(mapGet(rule, 'matchManagers')).map((item) => stringOf(item));
    return only && isOff(mapGet(rule, 'enabled')) && of.includes(manager);
  });
}
