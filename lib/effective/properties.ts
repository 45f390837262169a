import { parseBoolean, parseDouble, parseWhole } from '../spark';
import { placeOf } from './place';
import type { Fault, InForce, Unknown } from './types';
import { type GroupName, isUnresolved, type WrittenBlock } from './written';

/** Hadoop's settings as a daemon on one kind of node reads them: the cluster's classification, overridden key by key by that of its group. */
export class Properties {
  /** Of one file alone. */
  public static of(properties: Readonly<Record<string, unknown>>): Properties {
    const block = { classification: '', properties: new Map(Object.entries(properties)), where: 'the file', at: 0 };
    return new Properties([block], '', () => false);
  }

  private readonly values = new Map<string, InForce<unknown>>();
  private readonly found: Unknown[] = [];
  private readonly unreadable: Fault[] = [];

  /** @param isOwn whether a group's configurations are those of the node */
  public constructor(blocks: readonly WrittenBlock[], classification: string, isOwn: (group: GroupName) => boolean) {
    const own = blocks.filter((block) => block.classification === classification);
    for (const block of own) if (block.group === undefined) this.add(block);
    for (const block of own) if (block.group !== undefined && isOwn(block.group)) this.add(block);
  }

  private add(block: WrittenBlock): void {
    const { properties, places, group } = block;
    const layer = group === undefined ? 'classification' : 'group';
    for (const [key, value] of properties) {
      this.values.set(key, { value, layer, key, place: places?.get(key) ?? placeOf(block) });
    }
  }

  public has(key: string): boolean {
    return this.values.has(key);
  }

  public keys(): string[] {
    return [...this.values.keys()];
  }

  /** Values that are set and of which it is not known what they are. */
  public get unknown(): readonly Unknown[] {
    return this.found;
  }

  /** Those that Hadoop cannot read: the daemon does not start. */
  public get faults(): readonly Fault[] {
    return this.unreadable;
  }

  public text(key: string): InForce<string> | undefined {
    return this.parsed(key, (value) => value, 'a string');
  }

  /**
   * A positive whole number.
   *
   * @param except a number that stands for none: Hadoop reads it, and what it does then is not known
   */
  public whole(key: string, { except }: { readonly except?: number } = {}): InForce<number> | undefined {
    const isFatal = this.values.get(key)?.value !== String(except);
    const parse = (value: string): number | undefined => {
      const number = /^0x[\da-f]+$/i.test(value) ? Number(value) : parseWhole(value);
      return number !== undefined && number >= 1 ? number : undefined;
    };
    return this.parsed(key, parse, 'a positive whole number', { isFatal });
  }

  public number(key: string): InForce<number> | undefined {
    return this.parsed(key, parseDouble, 'a number');
  }

  /** Hadoop takes anything but true and false for the default. */
  public boolean(key: string): InForce<boolean> | undefined {
    return this.parsed(key, parseBoolean, 'true or false', { isFatal: false });
  }

  /**
   * @param parse gets the value without the blanks around it, and gives undefined for what is not of the kind
   * @param isFatal whether Hadoop stops at what is not of the kind
   */
  public parsed<T>(
    key: string,
    parse: (value: string) => T | undefined,
    kind: string,
    { isFatal = true }: { readonly isFatal?: boolean } = {},
  ): InForce<T> | undefined {
    const raw = this.values.get(key);
    if (raw === undefined) return undefined;
    const { place } = raw;
    if (!isWritten(raw.value)) {
      this.found.push({ key, place, reason: 'its value is known only at deployment' });
      return undefined;
    }
    const value = parse(String(raw.value).trim());
    if (value !== undefined) return { ...raw, value };
    this.found.push({ key, place, reason: `it is not ${kind}` });
    if (isFatal)
      this.unreadable.push({ stops: 'start', key, place, reason: `it is not ${kind}`, instead: `write ${kind}` });
    return undefined;
  }
}

/** An intrinsic function or a call is not known yet; neither is a reference, which Hadoop would resolve by its other settings. */
const isWritten = (value: unknown): boolean =>
  value !== null && typeof value !== 'object' && !isUnresolved(String(value));
