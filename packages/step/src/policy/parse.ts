import {
  err,
  locate,
  mapGet,
  nearestName,
  ok,
  readShape,
  readYaml,
  seqItems,
  stringOf,
  type Node,
  type Problem,
  type Result,
  type ShapeProblem,
  type Source,
} from '@plumbline/core';
import { builtInPolicy } from './built-in.js';
import type { Policy } from './policy.js';
import { policyShape } from './shape.js';

/** What is wrong with the text of a policy file, or with what it says. */
export type PolicyProblem = Problem | ShapeProblem;

/** Reads a policy file, or tells everything that is wrong with it. A file without content is the built-in policy. */
export function parsePolicy(
  path: string,
  bytes: Uint8Array,
): Result<Policy, readonly PolicyProblem[]> {
  const file = readYaml(path, bytes, { aliases: 'refuse' });
  if (!file.ok) return file;
  const { source, documents, ambiguous } = file.value;
  const roots = documents.flatMap(({ root }) => (root ? [root] : []));
  const bidi = ambiguous.filter((problem) => problem.code === 'BIDI_CONTROL');
  const [root, second] = roots;
  if (second) return err([secondDocument(source, second)]);
  const policy = root ? readPolicy(root, source) : ok(builtInPolicy);
  if (policy.ok) return bidi.length > 0 ? err(bidi) : policy;
  return err([...bidi, ...policy.error]);
}

function readPolicy(root: Node, source: Source): Result<Policy, readonly PolicyProblem[]> {
  const policy = readShape(policyShape, root, source);
  if (!policy.ok) return policy;
  const wrong = [
    ...doubleNames(root, policy.value, source),
    ...unknownSigners(root, policy.value, source),
  ];
  return wrong.length > 0 ? err(wrong) : policy;
}

/** A name stands for one signer, whoever asks. */
function doubleNames(root: Node, policy: Policy, source: Source): readonly ShapeProblem[] {
  const identities = mapGet(mapGet(root, 'trust'), 'identities');
  if (identities?.kind !== 'map') return [];
  return identities.entries
    .filter(({ key }) => Object.hasOwn(policy.trust.keys, key.text))
    .map(({ key }) => ({
      code: 'WRONG_VALUE',
      path: `trust.identities.${key.text}`,
      message: `a key has the name \`${key.text}\` already`,
      expected: 'a name that no key has',
      actual: `\`${key.text}\``,
      location: locate(source, key.span),
    }));
}

/** Comparing every name with every key takes long where there are thousands of both. */
const MAX_NEAR = 20;

/** A signer that no key or identity stands for could never have signed: the name is a mistake, or the key was removed. */
function unknownSigners(root: Node, policy: Policy, source: Source): readonly ShapeProblem[] {
  const { keys, identities } = policy.trust;
  const names = [...Object.keys(keys), ...Object.keys(identities)];
  return writtenSigners(root).flatMap(({ path, node }) => {
    const name = stringOf(node) ?? '';
    if (names.includes(name)) return [];
    const nearest = names.length > MAX_NEAR ? undefined : nearestName(name, names);
    return [
      {
        code: 'WRONG_VALUE',
        path,
        message: `nothing under \`trust\` has the name \`${name}\``,
        expected: 'a name of `trust.keys` or `trust.identities`',
        actual: `\`${name}\``,
        ...(nearest === undefined ? {} : { hint: `did you mean \`${nearest}\`?` }),
        location: locate(source, node.span),
      },
    ];
  });
}

const AUDIT_PARTS = ['build', 'trigger', 'pipeline', 'configuration', 'functions', 'contents'];

/** Every place of a policy that names a signer. */
function writtenSigners(root: Node): readonly { readonly path: string; readonly node: Node }[] {
  const audit = mapGet(root, 'audit');
  const lists = [
    { path: 'verify.signers', node: mapGet(mapGet(root, 'verify'), 'signers') },
    ...AUDIT_PARTS.map((part) => ({
      path: `audit.${part}.signers`,
      node: mapGet(mapGet(audit, part), 'signers'),
    })),
  ];
  const custody = mapGet(audit, 'custody');
  return [
    ...lists.flatMap(({ path, node }) =>
      seqItems(node).map((item, index) => ({ path: `${path}[${String(index)}]`, node: item })),
    ),
    ...(custody?.kind === 'map'
      ? custody.entries.map(({ key }) => ({ path: `audit.custody.${key.text}`, node: key }))
      : []),
  ];
}

function secondDocument(source: Source, node: Node): Problem {
  const message = 'a second document; a policy file is one';
  return { code: 'TOO_MANY_DOCUMENTS', message, location: locate(source, node.span) };
}
