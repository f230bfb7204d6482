/** A piece of a text of a Task: as it stands there, or the name of a variable that Tekton replaces. */
export type TextPiece = { readonly literal: string } | { readonly variable: string };

/**
 * `$(params.x)` and the like (Tekton, docs/variables.md). What else stands in `$(…)` is for the shell, or for the
 * environment that Kubernetes knows, and is no variable of Tekton.
 */
const VARIABLE =
  /\$\(((?:inputs\.params|params|context|workspaces|results|steps?|tasks|credentials|artifacts)[.[][^$()\r\n]*)\)/;

/** The pieces of a text, in order; together they are the text. */
export function textPieces(text: string): readonly TextPiece[] {
  return text.split(VARIABLE).flatMap((part, at): readonly TextPiece[] => {
    if (at % 2 === 1) return [{ variable: part }];
    return part === '' ? [] : [{ literal: part }];
  });
}

/** The variables of a text, each once. */
export function variablesIn(text: string): readonly string[] {
  const names = textPieces(text).flatMap((piece) => ('variable' in piece ? [piece.variable] : []));
  return [...new Set(names)];
}

/** The name of a parameter and what of its value is meant: `[*]`, `[0]`, `.key`, or all of it. Null: it is no parameter. */
export function paramOf(variable: string): { readonly name: string; readonly part: string } | null {
  const [, dotted, , quoted, part = ''] =
    /^(?:inputs\.)?params(?:\.([^.[\]]+)|\[(["'])([^"'[\]]+)\2\])(\[(?:\*|\d+)\]|\.[^.[\]]+)?$/.exec(
      variable,
    ) ?? [];
  const name = dotted ?? quoted;
  return name === undefined ? null : { name, part };
}
