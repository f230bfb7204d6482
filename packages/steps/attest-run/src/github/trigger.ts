import { sha256Hex } from '@plumbline/core';
import type { Ports, RunFacts } from '@plumbline/step';
import type { ToldTrigger } from '../observed.js';
import type { ToldRun } from './told.js';

/** Of the token that proves what the job says of its trigger; no other service takes one for it. */
const AUDIENCE = 'https://plumbline.dev/attest-run';

/** What started the run, by the best word that there is: a token of the platform, its API, or the runner. */
export async function triggerOf(
  facts: RunFacts,
  told: ToldRun | null,
  ports: Ports,
): Promise<ToldTrigger> {
  const event = facts.eventPath === '' ? null : ports.readFile(facts.eventPath);
  const base = {
    provider: 'github',
    event: facts.event,
    deliveryId: null,
    ref: facts.ref,
    eventSha256: event?.ok === true ? sha256Hex(event.value) : null,
  } as const;
  const actor = await provenActor(facts, ports);
  if (actor !== null) return { ...base, actor, by: 'oidc' };
  if (told !== null) return { ...base, actor: told.run.triggeringActor, by: 'api' };
  const { actor: login, actorId: id } = facts;
  return { ...base, actor: { id: id || null, login: login || null }, by: 'nothing' };
}

/** The actor in a token of this very job; null where there is none, or it is of another run. */
async function provenActor(facts: RunFacts, { gitHub }: Ports): Promise<ToldTrigger['actor']> {
  const identity = await gitHub.identity(AUDIENCE);
  if (!identity.ok || identity.value === null) return null;
  const { claims } = identity.value;
  const expected = {
    run_id: facts.runId,
    run_attempt: facts.attempt,
    repository: facts.repository,
    event_name: facts.event,
    sha: facts.commit,
    ref: facts.ref,
  };
  const isOfThis = Object.entries(expected).every(([name, value]) => claims[name] === value);
  return isOfThis ? { id: claims['actor_id'] ?? null, login: claims['actor'] ?? null } : null;
}
