/** What a service's model says of one part of a request. */
export type Shape =
  | {
      readonly kind: 'structure';
      readonly required?: readonly string[];
      /** The shape of each member by name. */
      readonly members: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'list'; readonly member: string; readonly min?: number; readonly max?: number }
  | { readonly kind: 'map'; readonly key: string; readonly value: string }
  | {
      readonly kind: 'string';
      readonly min?: number;
      readonly max?: number;
      readonly pattern?: string;
      readonly values?: readonly string[];
    }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'boolean' };

export interface ServiceShapes {
  /** The shape of each operation's input. */
  readonly operations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export type Scalar = Extract<Shape, { kind: 'string' | 'number' | 'boolean' }>;
