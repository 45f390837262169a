import { InputError, shown } from '../errors';
import { grouped } from '../numbers';

/** What is known of a job's data before it runs. */
export class Workload {
  /**
   * A job that shuffles this many rows.
   *
   * @param count rows in the largest shuffle
   * @param bytesPerRow average size of a row, bytes
   */
  public static rows(count: number, bytesPerRow: number): Workload {
    positive('rows', count);
    positive('bytes per row', bytesPerRow);
    positive('rows times bytes per row', count * bytesPerRow);
    return new Workload(count * bytesPerRow, `${grouped(count)} rows of ${grouped(bytesPerRow)} bytes`);
  }

  /**
   * A job whose largest shuffle has this many bytes.
   *
   * @param bytes as the Spark UI shows shuffle write, bytes
   */
  public static shuffleBytes(bytes: number): Workload {
    positive('shuffle bytes', bytes);
    return new Workload(bytes, `${grouped(bytes)} bytes of shuffle`);
  }

  /** Nothing is known; partitions then follow from task slots alone. */
  public static unknown(): Workload {
    return new Workload(undefined, 'no data sizes declared');
  }

  /** Bytes of the largest shuffle; undefined where not known. */
  public readonly totalBytes?: number;
  /** What was declared, in words. */
  public readonly description: string;

  private constructor(totalBytes: number | undefined, description: string) {
    this.totalBytes = totalBytes;
    this.description = description;
  }
}

function positive(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new InputError('not-positive', `${what} must be a positive whole number, got ${shown(value)}`);
  }
}
