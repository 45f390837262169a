import { ServiceError } from '../errors';
import type { World } from '../world/types';

/** A security configuration as CreateSecurityConfiguration took it. */
export interface SecurityConfiguration {
  readonly name: string;
  /** JSON. */
  readonly text: string;
  readonly createdMs: number;
}

/** The security configurations of an account; none is ever changed. */
export class SecurityConfigurations {
  private readonly byName: Map<string, SecurityConfiguration>;

  /** @param worlds clusters that are there already, each with the configuration it was made with */
  public constructor(
    worlds: readonly World[],
    private readonly now: () => number,
  ) {
    const known = worlds.flatMap(({ cluster: { security, createdMs } }) =>
      security === undefined ? [] : [{ ...security, createdMs }],
    );
    this.byName = new Map(known.map((one) => [one.name, one]));
  }

  /** In order of creation. */
  public all(): readonly SecurityConfiguration[] {
    return [...this.byName.values()];
  }

  /** @throws ServiceError where there is none of this name */
  public find(name: string): SecurityConfiguration {
    const found = this.byName.get(name);
    if (found === undefined) throw invalid(`Security configuration with name '${name}' does not exist.`);
    return found;
  }

  /** @throws ServiceError for a name that is taken, and for text that is not a JSON object */
  public create(name: string, text: string): SecurityConfiguration {
    if (this.byName.has(name)) throw invalid(`Security configuration with name '${name}' already exists.`);
    if (!isJsonObject(text)) throw invalid('SecurityConfiguration must be a JSON object.');
    const created = { name, text, createdMs: this.now() };
    this.byName.set(name, created);
    return created;
  }

  /** @throws ServiceError where there is none of this name */
  public delete(name: string): void {
    this.byName.delete(this.find(name).name);
  }
}

const invalid = (message: string): ServiceError => new ServiceError('InvalidRequestException', message);

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
