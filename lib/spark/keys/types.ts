import type { ByteUnit, TimeUnit } from '../parse';

/** What a key's value is, as Spark's own converter reads it; bytes and time with the unit of a bare number. */
export type ValueKind =
  | { readonly kind: 'boolean' | 'double' }
  | { readonly kind: 'whole'; readonly least?: number }
  | { readonly kind: 'bytes'; readonly unit: ByteUnit }
  | { readonly kind: 'time'; readonly unit: TimeUnit }
  | { readonly kind: 'one'; readonly of: readonly string[] };

/** A setting as Spark 2.4 to 4.0 know it. */
export interface KnownKey {
  readonly key: string;
  /** First minor that reads it; `2.4` for that or an earlier one. Undefined for one that was gone before. */
  readonly since?: string;
  /** Last minor that reads it; the newest for one that is still read. */
  readonly until?: string;
  /** What its values are from a minor on, in order; undefined where any text will do. */
  readonly kinds: readonly { readonly since: string; readonly kind?: ValueKind }[];
  /** The default from a minor on, in order; an empty one is unknown. */
  readonly defaults: readonly { readonly since: string; readonly value: string }[];
  /** An old name, or one that Spark warns of, from a minor on. */
  readonly deprecated?: { readonly since: string; readonly renamedTo?: string; readonly text: string };
  /** Spark's own words on why it is gone, from that minor on. */
  readonly removed?: { readonly since: string; readonly text: string };
  /** Set for a key that EMR's Spark has and Apache's has not. */
  readonly isEmr?: true;
}
