import { closeSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HashAlgorithm } from '@plumbline/core';
import { openFile, readAll } from '../open.js';
import { inflateAtMost, MAX_OBJECT, objectId, type GitObject, type ObjectType } from './object.js';
import { PackIndex } from './pack-index.js';
import { Pack } from './pack.js';
import { damaged, missingObject, refused } from './refusal.js';

const LOOSE_HEADER = /^(commit|tree|blob|tag) (0|[1-9][0-9]{0,9})\0/;
const MAX_LOOSE_HEADER = 32;

/**
 * The objects of one repository. Each is hashed again and compared with the id that was asked for.
 * Replace refs, grafts, alternates and promisor remotes are never consulted.
 */
export class ObjectStore {
  readonly format: HashAlgorithm;
  readonly #folder: string;
  #packs: Pack[] | null = null;

  constructor(folder: string, format: HashAlgorithm) {
    this.#folder = folder;
    this.format = format;
  }

  /** The object, verified; null if the repository does not hold it. */
  find(id: string): GitObject | null {
    const object = this.#packed(id) ?? this.#loose(id);
    if (object === null) return null;
    if (objectId(object, this.format) !== id) throw damaged(id, 'its content has another id');
    return object;
  }

  /** The object's content, verified and of the wanted type. */
  read(id: string, type: ObjectType): Buffer {
    const object = this.find(id);
    if (object === null)
      throw missingObject(id, existsSync(join(this.#folder, 'info', 'alternates')));
    if (object.type !== type)
      throw damaged(id, `it is a ${object.type} where a ${type} was expected`);
    return object.content;
  }

  /** Every id that begins with these hex digits. */
  withPrefix(prefix: string): ReadonlySet<string> {
    const folder = join(this.#folder, prefix.slice(0, 2));
    const loose = existsSync(folder)
      ? readdirSync(folder).map((rest) => prefix.slice(0, 2) + rest)
      : [];
    const form = this.format === 'sha1' ? /^[0-9a-f]{40}$/ : /^[0-9a-f]{64}$/;
    const packed = this.#openPacks().flatMap((pack) => pack.index.withPrefix(prefix));
    return new Set([...packed, ...loose.filter((id) => form.test(id) && id.startsWith(prefix))]);
  }

  #packed(id: string): GitObject | null {
    const packs = this.#openPacks();
    const bytes = Buffer.from(id, 'hex');
    for (const [position, pack] of packs.entries()) {
      const offset = pack.index.find(bytes);
      if (offset === null) continue;
      // What is read together lies together: ask this pack first next time.
      packs.unshift(...packs.splice(position, 1));
      const object = pack.read(offset);
      if ('problem' in object) throw damaged(id, object.problem);
      return object;
    }
    return null;
  }

  #loose(id: string): GitObject | null {
    const opened = openFile(join(this.#folder, id.slice(0, 2), id.slice(2)));
    if ('refusal' in opened) {
      if (opened.refusal === 'missing') return null;
      throw damaged(id, `its file is ${opened.refusal}`);
    }
    const deflated = readAll(opened.fd, MAX_OBJECT);
    const inflated = deflated && inflateAtMost(deflated, MAX_OBJECT + MAX_LOOSE_HEADER);
    if (!inflated) throw damaged(id, 'it does not inflate, or is larger than 32 MiB');
    const header = LOOSE_HEADER.exec(inflated.toString('latin1', 0, MAX_LOOSE_HEADER));
    const content = inflated.subarray(header?.[0].length ?? 0);
    if (!header || Number(header[2]) !== content.length) throw damaged(id, 'its header is wrong');
    return { type: header[1] as ObjectType, content };
  }

  #openPacks(): Pack[] {
    if (this.#packs) return this.#packs;
    const folder = join(this.#folder, 'pack');
    const names = existsSync(folder)
      ? readdirSync(folder).filter((name) => name.endsWith('.idx'))
      : [];
    this.#packs = names.sort().map((name) => this.#openPack(join(folder, name)));
    return this.#packs;
  }

  #openPack(indexPath: string): Pack {
    const idBytes = this.format === 'sha1' ? 20 : 32;
    const index = openFile(indexPath);
    const pack = openFile(`${indexPath.slice(0, -'.idx'.length)}.pack`);
    if ('fd' in index && 'fd' in pack) {
      return new Pack(pack.fd, new PackIndex(index.fd, indexPath, idBytes), idBytes);
    }
    for (const opened of [index, pack]) if ('fd' in opened) closeSync(opened.fd);
    throw refused(`${indexPath} or its pack cannot be opened as a file`, 'git fsck --full');
  }
}
