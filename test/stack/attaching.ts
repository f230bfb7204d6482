import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { sha256Hex } from '@plumbline/core';
import type { Ports, Registry, RegistryRepository } from '@plumbline/step';
import { portsOf } from '../support/ports.js';
import type { Instance } from './instance.js';
import { get } from './signing.js';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';

/** What cosign attaches: attestations and signatures, each as a layer. */
export type Suffix = 'att' | 'sig';

/** A layer that cosign has attached, loosely: tests change what they like of it. */
export interface Layer {
  readonly mediaType: string;
  readonly content: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The images of a repository, and what is attached to them. */
export interface Images {
  readonly repository: string;
  readonly ports: Ports;
  /** Stores an image, and returns the SHA-256 of its manifest. */
  readonly push: (text: string) => Promise<string>;
  /** The layer that was attached last. */
  readonly attached: (image: string, suffix: Suffix) => Promise<Layer>;
  /** Leaves one layer attached. */
  readonly attach: (image: string, suffix: Suffix, layer: Layer) => Promise<void>;
}

function descriptor(mediaType: string, bytes: Uint8Array) {
  return { mediaType, digest: `sha256:${sha256Hex(bytes)}`, size: bytes.length };
}

export function imagesIn(host: string, repository: string): Images {
  const at: RegistryRepository = { registry: host, repository };
  const ports = portsOf({ registryInsecure: [host] });
  const { registry } = ports;
  const store = (layer: object, content: Uint8Array, tag?: string) =>
    storeManifest({ registry, at }, { layer, content, tag });
  const tagOf = (image: string, suffix: Suffix): string => `sha256-${image}.${suffix}`;
  return {
    repository: `${host}/${repository}`,
    ports,
    push: (text) =>
      store(descriptor('application/octet-stream', Buffer.from(text)), Buffer.from(text)),
    attached: async (image, suffix) => {
      const manifest = get(await registry.manifest(at, tagOf(image, suffix)));
      const layer = manifest?.layers.at(-1);
      if (layer === undefined) throw new Error('nothing is attached');
      const { mediaType, annotations } = layer;
      const content = Buffer.from(get(await registry.blob(at, layer)) ?? []).toString();
      return { mediaType, content, annotations };
    },
    attach: async (image, suffix, { mediaType, content, annotations }) => {
      const layer = { ...descriptor(mediaType, Buffer.from(content)), annotations };
      await store(layer, Buffer.from(content), tagOf(image, suffix));
    },
  };
}

interface Stored {
  readonly layer: object;
  readonly content: Uint8Array;
  readonly tag: string | undefined;
}

async function storeManifest(
  { registry, at }: { readonly registry: Registry; readonly at: RegistryRepository },
  { layer, content, tag }: Stored,
): Promise<string> {
  const config = Buffer.from('{}');
  for (const bytes of [config, content]) get(await registry.putBlob(at, bytes));
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: IMAGE,
      config: descriptor('application/vnd.oci.image.config.v1+json', config),
      layers: [layer],
    }),
  );
  get(
    await registry.putManifest(at, {
      bytes,
      mediaType: IMAGE,
      ...(tag === undefined ? {} : { tag }),
    }),
  );
  return sha256Hex(bytes);
}

/** Addresses of the services of an instance. */
export function servicesOf({ signingConfig }: Instance) {
  const { caUrls, rekorTlogUrls, tsaUrls } = JSON.parse(signingConfig.text) as Record<
    'caUrls' | 'rekorTlogUrls' | 'tsaUrls',
    { readonly url: string }[]
  >;
  const [fulcio = '', rekor = '', tsa = ''] = [caUrls, rekorTlogUrls, tsaUrls].map(
    (services) => services[0]?.url,
  );
  return { fulcio, rekor, tsa };
}

/** Runs cosign while our servers go on, where it finds no configuration and has no one to ask. */
export function startCosign(cosign: string, folder: string, args: readonly string[]) {
  const env = { PATH: '', HOME: folder, TUF_ROOT: join(folder, 'tuf'), COSIGN_PASSWORD: '' };
  return new Promise<{ readonly ok: boolean; readonly output: string }>((done) => {
    const child = execFile(cosign, args, { cwd: folder, env }, (_error, stdout, stderr) => {
      done({ ok: child.exitCode === 0, output: `${stdout}${stderr}` });
    });
  });
}
