/** Where something stands in the text of an expression (offsets, `end` exclusive). */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=';

/** An expression of GitHub Actions (docs.github.com, "Evaluate expressions in workflows and actions"). */
export type Expression = Range &
  (
    | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
    /** `github`, `steps`, … in lower case: names of contexts and functions have no case. */
    | { readonly kind: 'context'; readonly name: string }
    | { readonly kind: 'index'; readonly of: Expression; readonly key: Expression }
    /** `.*` or `[*]`. */
    | { readonly kind: 'star'; readonly of: Expression }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
    | { readonly kind: 'not'; readonly of: Expression }
    | {
        readonly kind: 'binary';
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
  );

/** The part of the text that is no expression. */
export interface SyntaxFault extends Range {
  readonly message: string;
}
