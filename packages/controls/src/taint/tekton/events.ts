import type {
  BindingUse,
  InterceptorUse,
  Param,
  TektonResource,
  Text,
  TriggerSpec,
} from '@plumbline/pipeline';
import { mapGet, scalarOf, type Node, type Source } from '@plumbline/core';
import type { Subject } from '../../subject.js';
import { resourcesOf, type ResourceSite } from '../../tekton/specs.js';
import { triggersOf } from '../../triggers/listeners.js';
import { looseBindings } from '../../triggers/loose-bindings.js';
import { variablesIn } from '../../variables/variables.js';
import { CLEAN, passed, union, type Taint } from '../taint.js';
import { EMPTY_SCOPE, placeAt, taintsOfNode, type Scope } from './values.js';
import { webhookField, type WebhookField } from './webhook.js';

/** Interceptors that know the sender by a secret. */
const SENDERS = /^(?:github|gitlab|bitbucket)$/;

/** A trigger, with the file that it is written in. */
interface Fired {
  readonly resource: TektonResource;
  readonly source: Source;
  readonly trigger: TriggerSpec;
  readonly interceptors: readonly InterceptorUse[];
}

/** Who chooses the parameters of the templates, by template and name. */
export interface TemplateValues {
  readonly of: (template: TektonResource, name: string) => readonly Taint[];
}

/** Follows the fields of events over bindings to the parameters of templates. */
export function templateValues(subject: Subject): TemplateValues {
  const bindings = bindingsByName(resourcesOf(subject));
  const fired = triggersOf(subject).flatMap(({ resource, trigger, chains }) =>
    chains.map((interceptors): Fired => ({
      resource,
      source: resource.source,
      trigger,
      interceptors,
    })),
  );
  /** By the name of the template, or by the resource that it is written in. */
  const known = new Map<string | TektonResource, Map<string, readonly Taint[]>>();
  for (const one of fired) {
    const key = one.trigger.template?.ref?.value ?? one.resource;
    const values = known.get(key) ?? new Map<string, readonly Taint[]>();
    for (const [param, taints] of boundValues(one, bindings))
      values.set(param, union(values.get(param) ?? CLEAN, taints));
    known.set(key, values);
  }
  const loose = Map.groupBy(
    looseBindings(subject),
    ({ template }) => template.metadata.name?.value,
  );
  return {
    of: (template, name) => {
      const key = template.kind === 'TriggerTemplate' ? template.metadata.name?.value : template;
      const values = known.get(key ?? '');
      if (values !== undefined) return values.get(name) ?? CLEAN;
      const given = (typeof key === 'string' ? (loose.get(key) ?? []) : []).flatMap(({ binding }) =>
        binding.params.flatMap((param) => (param.name.value === name ? [param.value] : [])),
      );
      const isClean = given.length > 0 && given.every((value) => isMade(value));
      return isClean ? CLEAN : unbound(template, name);
    },
  };
}

/** Whether a value that a trigger elsewhere hands over holds nothing that somebody chose. */
function isMade(value: Node | null): boolean {
  const text = scalarOf(value)?.text ?? '$(body)';
  return variablesIn(text).every(
    ({ variable }) =>
      variable.kind === 'event' &&
      variable.from === 'body' &&
      /^(?:id|iid|node_id|number|sha|hash|after|before)$/.test(variable.path.at(-1) ?? ''),
  );
}

type Bindings = ReadonlyMap<string, { readonly source: Source; readonly params: readonly Param[] }>;

function bindingsByName(sites: readonly ResourceSite[]): Bindings {
  return new Map(
    sites.flatMap(({ resource }) =>
      resource.kind === 'TriggerBinding' || resource.kind === 'ClusterTriggerBinding'
        ? [
            [
              resource.metadata.name?.value ?? '',
              { source: resource.source, params: resource.params },
            ] as const,
          ]
        : [],
    ),
  );
}

function boundValues(
  fired: Fired,
  bindings: Bindings,
): readonly (readonly [string, readonly Taint[]])[] {
  const scope: Scope = { ...EMPTY_SCOPE, event: (from, path) => eventField(fired, from, path) };
  return fired.trigger.bindings.flatMap((use) => valuesOfUse(use, { fired, bindings, scope }));
}

interface Binding {
  readonly fired: Fired;
  readonly bindings: Bindings;
  readonly scope: Scope;
}

function valuesOfUse(
  use: BindingUse,
  { fired, bindings, scope }: Binding,
): readonly (readonly [string, readonly Taint[]])[] {
  const own: readonly (readonly [Text, Node | null, Source])[] = [
    ...(use.name === null ? [] : [[use.name, use.value?.node ?? null, fired.source] as const]),
    ...use.params.map(({ name, value }) => [name, value, fired.source] as const),
  ];
  const named = use.ref === null ? undefined : bindings.get(use.ref.value);
  const others = (named?.params ?? []).map(
    ({ name, value }) => [name, value, named?.source ?? fired.source] as const,
  );
  return [...own, ...others].map(([name, value, source]) => {
    const stop = {
      ...placeAt(source, name.node, { start: 0, end: name.value.length }),
      message: `bound to \`${name.value}\``,
    };
    return [name.value, passed(taintsOfNode(source, value, scope), stop, 'boundary')] as const;
  });
}

function eventField(fired: Fired, from: string, path: readonly string[]): WebhookField | null {
  const authenticated = fired.interceptors.some(knowsSender);
  if (from === 'body') return isValidated(fired, path) ? null : webhookField(path, authenticated);
  if (from === 'header')
    return authenticated
      ? null
      : {
          grade: 'anyone',
          who: 'Whoever sends a request to the listener',
          free: true,
          lines: false,
        };
  return extensionField(fired, path, authenticated);
}

/** An interceptor of a known sender with a secret, or one that the owner of the cluster wrote. */
function knowsSender({ ref, params, webhook, node }: InterceptorUse): boolean {
  if (webhook !== null) return true;
  if (ref === null) return false;
  // That of Slack looks whether there is a signature, not at it.
  if (!SENDERS.test(ref.value)) return !/^(?:cel|slack)$/.test(ref.value);
  const old = mapGet(node, ref.value);
  return (
    params.some(({ name }) => name.value === 'secretRef') || mapGet(old, 'secretRef') !== undefined
  );
}

function filtersOf({ interceptors }: Fired): string {
  return interceptors
    .flatMap(({ params, node }) => [
      ...params
        .filter(({ name }) => name.value === 'filter')
        .map(({ value }) => scalarOf(value)?.text ?? ''),
      scalarOf(mapGet(mapGet(node, 'cel'), 'filter'))?.text ?? '',
    ])
    .join(' && ');
}

/** A filter that compares the whole field with a pattern of plain characters. */
function isValidated(fired: Fired, path: readonly string[]): boolean {
  const name = `body.${path.join('.')}`;
  const filter = filtersOf(fired);
  const at = filter.indexOf(`${name}.matches(`);
  if (at === -1) return false;
  const pattern =
    /^["']([^"']*)["']/.exec(filter.slice(at + name.length + '.matches('.length))?.[1] ?? '';
  return /^\^.*\$$/.test(pattern) && !/(?<!\\)\.|\[\^/.test(pattern);
}

/** A field that CEL makes: as little trusted as what its expression reads. */
function extensionField(
  fired: Fired,
  path: readonly string[],
  authenticated: boolean,
): WebhookField | null {
  const expression = overlays(fired).get(path[0] ?? '');
  if (expression === undefined)
    return authenticated
      ? null
      : {
          grade: 'anyone',
          who: 'Whoever sends a request to the listener',
          free: true,
          lines: false,
        };
  for (const [, inner = ''] of expression.matchAll(/\bbody((?:\.\w+|\[['"]\w+['"]\])+)/g)) {
    const names = [...inner.matchAll(/\w+/g)]
      .map(([name]) => name)
      .filter((name) => !METHODS.has(name));
    const field = webhookField(names, authenticated);
    if (field !== null) return field;
  }
  return null;
}

const METHODS = new Set([
  'split',
  'truncate',
  'lowerAscii',
  'replace',
  'join',
  'last',
  'first',
  'parseJSON',
  'marshalJSON',
]);

function overlays({ interceptors }: Fired): ReadonlyMap<string, string> {
  const lists = interceptors.flatMap(({ params, node }) => [
    params.find(({ name }) => name.value === 'overlays')?.value,
    mapGet(mapGet(node, 'cel'), 'overlays'),
  ]);
  return new Map(
    lists.flatMap((list) =>
      list?.kind === 'seq'
        ? list.items.map(
            (item) =>
              [
                scalarOf(mapGet(item, 'key'))?.text ?? '',
                scalarOf(mapGet(item, 'expression'))?.text ?? '',
              ] as const,
          )
        : [],
    ),
  );
}

/** A template whose triggers stand elsewhere: its parameters come from events. */
function unbound(template: TektonResource, name: string): readonly Taint[] {
  const spec =
    template.kind === 'TriggerTemplate'
      ? template.spec.params.find((param) => param.name?.value === name)
      : undefined;
  if (spec?.name === null || spec === undefined) return CLEAN;
  const who = 'Whoever causes the event';
  return [
    {
      grade: 'author',
      name: `tt.params.${name}`,
      who,
      free: true,
      lines: true,
      revision: false,
      crossed: true,
      trail: [
        {
          ...placeAt(template.source, spec.name.node, { start: 0, end: name.length }),
          message: `whoever causes the event may choose \`${name}\``,
        },
      ],
    },
  ];
}
