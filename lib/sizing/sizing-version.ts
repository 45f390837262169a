import { InputError, shown } from '../errors';

/**
 * Which numbers plans are made of. A number that moved would change a cluster's classifications, on which CloudFormation replaces the
 * cluster: so a version of the sizing never changes its numbers, and new numbers come as a new version that users opt in to.
 */
export class SizingVersion {
  /** The first numbers. */
  public static readonly V2026_1 = new SizingVersion('2026.1');

  /**
   * A version by its label.
   *
   * @param label such as `2026.1`
   */
  public static of(label: string): SizingVersion {
    const found = [SizingVersion.V2026_1].find((version) => version.label === label);
    if (found !== undefined) return found;
    throw new InputError(
      'unknown-sizing-version',
      `unknown sizing version ${shown(label)}; this release of the library has ${SizingVersion.V2026_1.label}`,
    );
  }

  /** Such as `2026.1`. */
  public readonly label: string;

  private constructor(label: string) {
    this.label = label;
  }
}

/** The version of plans that name none; it stays the same throughout a major version of the library. */
export const DEFAULT_SIZING_VERSION = SizingVersion.V2026_1;
