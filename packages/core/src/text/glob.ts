/**
 * Whether a path matches a pattern, segment by segment: `*` is any part of one segment, `?` one character of it,
 * `**` as a whole segment any number of segments. Nothing else is special. Time is linear in pattern times path.
 */
export function globMatch(pattern: string, path: string): boolean {
  return matchWild(pattern.split('/'), path.split('/'), {
    isStar: (segment) => segment === '**',
    matches: matchSegment,
  });
}

function matchSegment(pattern: string, segment: string): boolean {
  return matchWild([...pattern], [...segment], {
    isStar: (char) => char === '*',
    matches: (wanted, char) => wanted === '?' || wanted === char,
  });
}

/** Whether a text has this form, in which `*` stands for any text and nothing else stands for more than itself. */
export function wildMatch(pattern: string, text: string): boolean {
  return matchWild([...pattern], [...text], {
    isStar: (char) => char === '*',
    matches: (wanted, char) => wanted === char,
  });
}

interface Rules {
  readonly isStar: (item: string) => boolean;
  readonly matches: (item: string, value: string) => boolean;
}

/** Greedy with one point of return, the last star: what an earlier star takes more, the last one can take as well. */
function matchWild(items: readonly string[], values: readonly string[], rules: Rules): boolean {
  let item = 0;
  let value = 0;
  let star = -1;
  let taken = 0;
  while (value < values.length) {
    const wanted = items[item];
    if (wanted !== undefined && rules.isStar(wanted)) {
      star = item;
      taken = value;
      item += 1;
    } else if (wanted !== undefined && rules.matches(wanted, values[value] ?? '')) {
      item += 1;
      value += 1;
    } else if (star !== -1) {
      taken += 1;
      item = star + 1;
      value = taken;
    } else return false;
  }
  return items.slice(item).every((rest) => rules.isStar(rest));
}
