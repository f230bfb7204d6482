import { expect, test } from '@jest/globals';
import { remembered, rememberedOf } from './remembered.js';

test('asks once for each text, until there is too much', () => {
  const asked: string[] = [];
  const lengthOf = remembered((text) => {
    asked.push(text.slice(0, 3));
    return { length: text.length };
  });
  expect([lengthOf('one'), lengthOf('two'), lengthOf('one')].map(({ length }) => length)).toEqual([
    3, 3, 3,
  ]);
  expect(asked).toEqual(['one', 'two']);
  lengthOf('big'.repeat(6_000_000));
  lengthOf('one');
  expect(asked).toEqual(['one', 'two', 'big', 'one']);
});

test('an answer of nothing is an answer', () => {
  let times = 0;
  const nothing = remembered(() => {
    times += 1;
    return null;
  });
  expect([nothing('a'), nothing('a'), times]).toEqual([null, null, 1]);
});

test('asks once for each object, equal ones apart', () => {
  let times = 0;
  const isEmpty = rememberedOf((list: readonly number[]) => {
    times += 1;
    return list.length === 0;
  });
  const list = [1];
  expect([isEmpty(list), isEmpty(list), isEmpty([1]), times]).toEqual([false, false, false, 2]);
});
