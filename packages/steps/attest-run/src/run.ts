import { err, ok, type Fault, type Result } from '@plumbline/core';
import type { Ports, StepResult } from '@plumbline/step';
import { attest } from './chain/attest.js';
import { gather, type AttestInputs } from './gather.js';
import { conclude } from './report.js';

/** Records what a run executed and made, signs the records and stores them. */
export async function run(inputs: AttestInputs, ports: Ports): Promise<Result<StepResult, Fault>> {
  const gathered = await gather(inputs, ports);
  if (!gathered.ok) return gathered;
  const { signed, kept, fault } = await attest(gathered.value, ports);
  if (fault === null) return ok(conclude(gathered.value, signed, kept));
  const where = kept.records.map(({ path }) => path).join(', ');
  const message = where === '' ? fault.message : `${fault.message}; kept: ${where}`;
  return err({ ...fault, message });
}
