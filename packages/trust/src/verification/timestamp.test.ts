import { expect, test } from '@jest/globals';
import { Timestamp } from './timestamp.js';

/** The time of a timestamp in which only the time is. */
function signingTime(text: string): Date {
  const subs = [null, null, null, null, { value: Buffer.from(text) }];
  return Reflect.get<Timestamp, 'signingTime'>(Timestamp.prototype, 'signingTime', {
    tstInfo: { root: { subs } },
  });
}

test.each(['', '.6', '.61', '.613', '.000001'])('a fraction of any length: %j', (fraction) => {
  expect(signingTime(`20261128030301${fraction}Z`)).toEqual(new Date('2026-11-28T03:03:01Z'));
});

test.each(['20261128030301', '20261128030301+0100', '20261328030301Z', '20261128030301.Z', ''])(
  'no time: %j',
  (text) => {
    expect(() => signingTime(text)).toThrow('cannot be read');
  },
);
