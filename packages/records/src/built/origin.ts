import { oneOf, type ValueOf } from '@plumbline/core';

/** The shape of where it is known from that an artifact was made in the run. */
export const originShape = oneOf('platform', 'declared');

/** `platform`: the platform lists it among what the run made. `declared`: somebody says so, which is worth level 1. */
export type Origin = ValueOf<typeof originShape>;
