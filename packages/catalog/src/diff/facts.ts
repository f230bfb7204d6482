import type { Catalog, CatalogStep } from '../model/catalog.js';

/** A step in its catalog. */
export interface Placed {
  readonly step: CatalogStep;
  readonly catalog: Catalog;
}

/** What a reviewer has to know of a step that is new, or of its change: rights, hosts, content, inputs, in this order. */
export function factsOf(was: Placed | null, is: Placed): readonly string[] {
  return [
    ...permissionFacts(was?.step ?? null, is.step),
    ...listFacts('network host', was?.step.network ?? [], is.step.network ?? []),
    ...imageFacts(was, is),
    ...(was === null ? [] : contentFacts(was.step, is.step)),
    ...inputFacts(was?.step ?? null, is.step),
    ...(was === null ? [] : listFacts('output', was.step.outputs, is.step.outputs)),
  ];
}

function permissionFacts(was: CatalogStep | null, is: CatalogStep): readonly string[] {
  if (is.permissions === null)
    return was === null || was.permissions !== null ? ['permissions not told'] : [];
  const before = was?.permissions ?? {};
  const now = is.permissions;
  const more = Object.entries(now).filter(([scope, access]) => before[scope] !== access);
  const less = Object.keys(before).filter((scope) => now[scope] === undefined);
  return [
    ...more.map(
      ([scope, access]) =>
        `permission ${before[scope] === undefined ? 'added' : 'changed'}: ${scope}: ${access}`,
    ),
    ...less.map((scope) => `permission removed: ${scope}`),
  ];
}

function listFacts(what: string, was: readonly string[], is: readonly string[]): readonly string[] {
  return [
    ...is.filter((each) => !was.includes(each)).map((each) => `new ${what} ${each}`),
    ...was.filter((each) => !is.includes(each)).map((each) => `${what} ${each} removed`),
  ];
}

function imageFacts(was: Placed | null, is: Placed): readonly string[] {
  const before = imagesOf(was);
  const now = imagesOf(is);
  return [...now].flatMap(([name, { ref, digest, base }]) => {
    const old = before.get(name);
    if (old === undefined) return [`new image ${ref}`];
    const based =
      old.base === base
        ? []
        : [`image base changed: ${old.base ?? 'not told'} → ${base ?? 'not told'}`];
    return [...based, ...(old.digest === digest ? [] : [`image ${name} changed`])];
  });
}

type Images = ReadonlyMap<string, Catalog['images'][number]>;

/** The images of a step by their repository, whatever the tag. */
function imagesOf(placed: Placed | null): Images {
  const used = placed?.step.task?.images ?? [];
  const images =
    placed?.catalog.images.filter(({ ref, digest }) => used.includes(`${ref}@${digest}`)) ?? [];
  return new Map(images.map((image) => [image.ref.replace(/:[^/:]*$/, ''), image]));
}

function contentFacts(was: CatalogStep, is: CatalogStep): readonly string[] {
  const files = changedFiles(was.action?.files ?? {}, is.action?.files ?? {});
  const using = [was.action?.using, is.action?.using];
  const isOther = was.task?.payloads['1.10'] !== is.task?.payloads['1.10'];
  return [
    ...(using[0] !== using[1]
      ? [`runs with ${using[1] ?? 'nothing'} instead of ${using[0] ?? 'nothing'}`]
      : []),
    ...(files > 0 ? [`action: ${String(files)} file${files === 1 ? '' : 's'} changed`] : []),
    ...(isOther ? ['Task changed'] : []),
  ];
}

function changedFiles(
  was: Readonly<Record<string, string>>,
  is: Readonly<Record<string, string>>,
): number {
  return Object.keys({ ...was, ...is }).filter((path) => was[path] !== is[path]).length;
}

function inputFacts(was: CatalogStep | null, is: CatalogStep): readonly string[] {
  const before = new Map(was?.inputs.map((input) => [input.name, input]));
  const gone = [...before.keys()].filter((name) => !is.inputs.some((input) => input.name === name));
  const come = is.inputs.flatMap(({ name, required, default: standard }) => {
    const old = before.get(name);
    if (old === undefined)
      return was === null ? [] : [`new input ${name}${required ? ', required' : ''}`];
    const nowRequired = required && !old.required ? [`input ${name} is required now`] : [];
    const other =
      old.default === standard
        ? []
        : [`input ${name}: default ${old.default ?? 'none'} → ${standard ?? 'none'}`];
    return [...nowRequired, ...other];
  });
  return [...come, ...gone.map((name) => `input ${name} removed`)];
}
