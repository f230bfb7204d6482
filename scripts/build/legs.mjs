import { parse } from 'acorn';

const PLATFORMS = ['G', 'T'];

const nameOf = ({ key }) => key?.name ?? key?.value;

/** Calls back for each node of a syntax tree; what is below one is left out where the answer is true. */
const walk = (node, visit) => {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.type === 'string' && visit(node) === true) return;
  for (const part of Object.values(node)) walk(part, visit);
};

/** The `judge` of the legs of all controls, by platform. */
const legsIn = (tree) => {
  const found = [];
  walk(tree, (node) => {
    if (node.type !== 'Property' || nameOf(node) !== 'legs') return false;
    for (const leg of node.value.properties ?? []) {
      const judge = leg.value?.properties?.find((one) => nameOf(one) === 'judge');
      if (judge !== undefined) found.push({ platform: nameOf(leg), judge });
    }
    return true;
  });
  return Map.groupBy(found, ({ platform }) => platform);
};

/** The function of most statements: webpack puts the modules of a script into one where it can. */
const largestScope = (tree) => {
  let largest = null;
  walk(tree, (node) => {
    const size = /Function/.test(node.type) ? (node.body.body?.length ?? 0) : 0;
    if (size > (largest?.body.body.length ?? 0)) largest = node;
    return false;
  });
  return largest;
};

const declaredBy = ({ type, declarations, id }) => {
  if (type === 'VariableDeclaration') return declarations.map((one) => one.id.name);
  return /^(?:Function|Class)Declaration$/.test(type) ? [id.name] : [];
};

/** Which names of a module its statements use. A name that hides another is taken for it, which only keeps more together. */
const usesIn = (names, left) => (tree) => {
  const found = new Set();
  walk(tree, (node) => {
    if (left.has(node)) return true;
    if (node.type === 'Identifier' && names.has(node.name)) found.add(node.name);
    return false;
  });
  return [...found];
};

/** The statements that names lead to, one through the other. */
const reached = (names, { owners, uses }) => {
  const found = new Set();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const statement = owners.get(name);
    if (statement === undefined || found.has(statement)) continue;
    found.add(statement);
    open.push(...uses.get(statement));
  }
  return found;
};

/** How the statements of a module hang together, the legs left out: what these use is told for each platform. */
const linksOf = ({ params, body: { body } }, legs) => {
  const judges = new Set([...legs.values()].flat().map(({ judge }) => judge));
  const owners = new Map(body.flatMap((one) => declaredBy(one).map((name) => [name, one])));
  const names = new Set([...owners.keys(), ...params.map(({ name }) => name)]);
  const uses = new Map(body.map((one) => [one, usesIn(names, judges)(one)]));
  const asked = (platform) =>
    legs.get(platform).flatMap(({ judge }) => usesIn(names, new Set())(judge.value));
  return { owners, uses, asked };
};

/** The statements that the legs of each platform need, and nothing else does. */
const sharesOf = ({ body: { body } }, links) => {
  const rest = body.filter((one) => declaredBy(one).length === 0);
  const common = reached(
    rest.flatMap((one) => links.uses.get(one)),
    links,
  );
  const needs = PLATFORMS.map((platform) => reached(links.asked(platform), links));
  return PLATFORMS.map((platform, at) => {
    const others = [common, ...needs.toSpliced(at, 1)];
    const isOwn = (one) => needs[at].has(one) && !others.some((other) => other.has(one));
    const own = body.filter(isOwn);
    const inside = new Set(own.flatMap(declaredBy));
    const used = [...own.flatMap((one) => links.uses.get(one)), ...links.asked(platform)];
    return { platform, own, given: [...new Set(used)].filter((name) => !inside.has(name)) };
  });
};

/** The file of a share: a function of the names that it is given, which returns the legs. */
const fileOf = (code, { own, given }, legs) => {
  const textOf = ({ start, end }) => code.slice(start, end);
  const judges = legs.map(({ judge }) => textOf(judge.value));
  return `"use strict";module.exports=(function(${given}){${own.map(textOf).join(';\n')};return[${judges}]})`;
};

/** What stands for a share in the module; the names are given where no other hides one. */
const stubOf = ({ platform, given }) =>
  [
    `let own${platform};`,
    `const load${platform}=()=>own${platform}??=require("./legs-${platform}.js")(${given});`,
    `const leg${platform}=(at)=>(subject)=>load${platform}()[at](subject);`,
  ].join('');

const editsOf = (scope, share, legs) => {
  const start = scope.body.start + 1;
  return [
    { start, end: start, made: stubOf(share) },
    ...share.own.map((one) => ({ ...one, made: '' })),
    ...legs.map(({ judge }, at) => ({ ...judge, made: `judge:leg${share.platform}(${at})` })),
  ];
};

const edited = (code, edits) =>
  edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, made }) => text.slice(0, start) + made + text.slice(end), code);

/**
 * A script of a bundle that is not minified yet, and files with what only the legs of one platform need: `{ code, files }`.
 * Most targets have pipelines of one platform, and V8 reads over all code that it is given, which is a fifth of a short run.
 */
export const splitLegs = (code) => {
  const scope = largestScope(parse(code, { ecmaVersion: 'latest' }));
  const legs = scope === null ? new Map() : legsIn(scope);
  if (legs.size === 0) return { code, files: {} };
  const shares = sharesOf(scope, linksOf(scope, legs));
  const files = shares.map((share) => {
    const { platform } = share;
    return [`legs-${platform}.js`, fileOf(code, share, legs.get(platform))];
  });
  const edits = shares.flatMap((share) => editsOf(scope, share, legs.get(share.platform)));
  return { code: edited(code, edits), files: Object.fromEntries(files) };
};
