/** The names, with `#2`, `#3` … behind those that came before: what is unnamed keeps its place among its like. */
export function nameAlike(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  });
}
