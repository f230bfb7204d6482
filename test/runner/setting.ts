import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import type { KeyFiles } from '../support/key.js';
import { findPeer } from '../support/peer.js';
import { createWorld, publishRelease, type Release, type World } from './world.js';
import { startLoopbackGitHub, type LoopbackGitHub } from './loopback-github.js';
import { createRunner, type Runner } from './runner.js';

/** What a test file with runs has to itself, from its first test to its last. */
export interface Setting {
  readonly world: World;
  readonly runner: Runner;
  /** Serves `plumbline/plumbline`, and what the tests publish. */
  readonly gitHub: LoopbackGitHub;
  readonly release: Release;
  /** The key that the default branch's policy trusts. */
  readonly key: KeyFiles;
}

const peer = findPeer('act', 'github.com/nektos/act');
if ('missing' in peer) console.warn(`skipped: ${peer.missing}`);

/** `describe` where act is there; elsewhere what needs it is skipped, and counted as that. */
export const describeRuns: typeof describe.skip = 'missing' in peer ? describe.skip : describe;

/** Opens a setting for the tests of a file, and takes all of it away after them. */
export function useSetting(): () => Setting {
  let setting: Setting | null = null;
  // A run takes about a second, and some more where the machine is busy.
  jest.setTimeout(60_000);
  beforeAll(async () => {
    setting = await open();
  });
  afterAll(async () => {
    await setting?.gitHub.close();
    setting?.runner.dispose();
    setting?.world.dispose();
  });
  return () => {
    if (setting === null) throw new Error('the setting is open while tests run');
    return setting;
  };
}

async function open(): Promise<Setting> {
  if ('missing' in peer) throw new Error(peer.missing);
  const world = createWorld();
  try {
    const release = publishRelease(world);
    const gitHub = await startLoopbackGitHub(world.served);
    return { world, release, gitHub, runner: createRunner(peer.path), key: world.key('ci') };
  } catch (error) {
    world.dispose();
    throw error;
  }
}
