import { readFileSync, statSync } from 'node:fs';
import { readJson, type Node } from '@plumbline/core';
import type { HostOptions } from '../options.js';

/** GitHub delivers no larger event. */
const MAX_EVENT = 25 * 1024 * 1024;

/** The event that started the run, as the runner keeps it; undefined where it cannot be read. */
export function readEvent(env: HostOptions['env']): Node | undefined {
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  try {
    if (!statSync(path).isFile() || statSync(path).size > MAX_EVENT) return undefined;
    const event = readJson(path, readFileSync(path), { maxBytes: MAX_EVENT });
    return event.ok ? event.value.root : undefined;
  } catch {
    return undefined;
  }
}
