import { expect, test } from '@jest/globals';
import { commandOf, digestOf, isGood, vectors } from './suite.js';
import { verify } from './verify.js';

const eachVector = vectors.length > 0 ? test.each(vectors) : test.skip.each(['the vectors']);

eachVector('%s', (name) => {
  const command = commandOf(name);
  const verdicts = [command, { ...command, artifact: digestOf(command) }].map(verify);
  const expected = expect.objectContaining({ ok: isGood(name) });
  expect({ name, verdicts }).toEqual({ name, verdicts: [expected, expected] });
});
