/** An answer that a service would refuse a request with, by the name its clients see. */
export class ServiceError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly status: number = 400,
    /** EMR's finer code, such as NoSuchCluster. */
    readonly code?: string,
  ) {
    super(message);
  }
}
