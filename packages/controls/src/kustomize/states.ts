import type { DecidedLeg, Judgement } from '../control.js';
import { onceEach } from '../inlined/as-run.js';
import { shared, type Subject } from '../subject.js';
import { isResource, textAt, writtenAs, type Item, type Written } from './items.js';
import { built, kustomizationsOf, partsOf, type Building } from './kustomization.js';

/** Work over all kustomizations of a target, in nodes; where it is more, files are judged as they are written. */
const MOST_WORK = 300_000;
/** Overlays of one base that are told apart; the last state has all others. */
const MOST_STATES = 8;
const MOST_KUSTOMIZATIONS = 1000;

/**
 * The target as its kustomizations build it, with their objects in the place of those that they change: one state for
 * each of several overlays over a base, since no two of them are together in a cluster.
 */
export const builtStates = shared((subject: Subject): readonly Subject[] => {
  const known = kustomizationsOf(subject);
  if (known.size === 0 || known.size > MOST_KUSTOMIZATIONS) return [subject];
  const { model } = subject;
  const written = Map.groupBy<string, Written>(
    [...model.resources, ...model.objects],
    ({ path }) => path,
  );
  const to: Building = {
    subject,
    known,
    written,
    done: new Map(),
    used: new Set(),
    left: MOST_WORK,
  };
  const parts = new Set([...known.values()].flatMap((one) => partsOf(to, one)));
  const tops = [...known.values()].filter(
    ({ folder, node }) => !parts.has(folder) && textAt(node, 'kind') !== 'Component',
  );
  const overlays = tops
    .map((one) => overlayOf(built(to, one).items))
    .filter((one) => changesAny(one));
  return overlays.length === 0 || to.left < 0
    ? [subject]
    : statesOf(overlays).map((active) => asBuilt(to, active, overlays));
});

/** What an overlay makes of each object that is written; under null, what it generates. */
type Overlay = ReadonlyMap<Written | null, readonly Item[]>;

function overlayOf(items: readonly Item[]): Overlay {
  return Map.groupBy(items, ({ of }) => of);
}

function changesAny(overlay: Overlay): boolean {
  return [...overlay].some(([of, items]) => items.some(({ node }) => node !== of?.node));
}

function statesOf(overlays: readonly Overlay[]): readonly (readonly Overlay[])[] {
  const states: (readonly Overlay[])[] = [];
  let left = overlays;
  while (left.length > 0) {
    const rest = left;
    const others = overlays.filter((one) => !rest.includes(one));
    const state = states.length + 1 === MOST_STATES ? rest : together([...rest, ...others]);
    states.push(state);
    left = rest.filter((one) => !state.includes(one));
  }
  return states;
}

/** The first, and of the others those that make nothing else of the same objects. */
function together(overlays: readonly Overlay[]): readonly Overlay[] {
  const known = new Map<Written, readonly Item[]>();
  return overlays.filter((overlay) => {
    const own = [...overlay].flatMap(([of, items]) => (of === null ? [] : [[of, items] as const]));
    const fits = own.every(([of, items]) => {
      const before = known.get(of) ?? items;
      return (
        items.length === before.length && items.every(({ node }, at) => node === before[at]?.node)
      );
    });
    if (fits) for (const [of, items] of own) known.set(of, items);
    return fits;
  });
}

/** What no overlay of a state makes anything of is there as the first of the others makes it. */
function asBuilt(
  { subject, used }: Building,
  active: readonly Overlay[],
  all: readonly Overlay[],
): Subject {
  const { model } = subject;
  const made = new Map<Written | null, Map<unknown, Item>>();
  for (const overlay of active)
    for (const [of, items] of overlay)
      made.set(of, new Map([...(made.get(of) ?? []), ...byNode(items)]));
  for (const overlay of all)
    for (const [of, items] of overlay)
      if (of !== null && !made.has(of)) made.set(of, new Map(byNode(items)));
  const objects = [...model.resources, ...model.objects, null].flatMap((of) => {
    const items = made.get(of);
    if (items !== undefined) return [...items.values()].flatMap((item) => writtenAs(item));
    return of === null || used.has(of) ? [] : [of];
  });
  const resources = objects.filter((one) => isResource(one));
  return {
    ...subject,
    model: { ...model, resources, objects: objects.filter((one) => !isResource(one)) },
  };
}

function byNode(items: readonly Item[]): readonly (readonly [unknown, Item])[] {
  return items.map((item) => [item.node, item]);
}

/** Judges every state that kustomizations build; what several of them show of one place is told once. */
export function judgeAsBuilt({ judge }: DecidedLeg, subject: Subject): Judgement {
  const [first = subject, ...others] = builtStates(subject);
  const judgement = judge(first);
  if (first === subject) return judgement;
  const judgements = [judgement, ...others.map((state) => judge(state))];
  const found = judgements.filter((one) => typeof one !== 'string');
  if (found.length > 0) return onceEach(found.flat());
  return judgements.includes('not-offered') ? 'not-offered' : 'not-applicable';
}
