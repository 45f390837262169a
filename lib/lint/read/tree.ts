/** Data as an input spells it, whatever its notation: JSON, YAML, Python, Terraform, the shorthand of the AWS CLI. */
export type Tree = TreeMap | TreeList | TreeValue | TreeUnknown;

/** Where something stands in what is read. */
export interface Spot {
  /** Line of its file, from 1. */
  readonly line?: number | undefined;
  /** The file, where it is not the one that is being read: one that the input names (`file://…`). */
  readonly file?: string | undefined;
}

interface TreeMap extends Spot {
  readonly kind: 'map';
  /** In their order; a key that stands twice has two entries, of which the last counts. */
  readonly entries: readonly TreeEntry[];
}

export interface TreeEntry extends Spot {
  readonly key: string;
  readonly value: Tree;
}

interface TreeList extends Spot {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}

interface TreeValue extends Spot {
  readonly kind: 'value';
  /** Of a string with parts that are not known: `${…}` stands for each. */
  readonly value: string | number | boolean | null;
}

/** What only running it would tell: a reference, a call, a function of CloudFormation. */
interface TreeUnknown extends Spot {
  readonly kind: 'unknown';
  /** Stands for any number of items of the list that it is in. */
  readonly isSpread?: boolean;
  /** The name that it refers to, where it is a plain reference. */
  readonly reference?: string;
}

/** A tree of another file than the one that is being read. */
export function inFile(tree: Tree, file: string): Tree {
  switch (tree.kind) {
    case 'map':
      return { ...tree, file, entries: tree.entries.map((one) => ({ ...one, file, value: inFile(one.value, file) })) };
    case 'list':
      return { ...tree, file, items: tree.items.map((one) => inFile(one, file)) };
    default:
      return { ...tree, file };
  }
}

/** The line and the file of a spot, as far as they are known. */
export const spotOf = ({ line, file }: Spot): { line?: number; file?: string } => ({
  ...(line === undefined ? {} : { line }),
  ...(file === undefined ? {} : { file }),
});

/** Stands for the unknown part of a string: Spark's own mark of a value that is still to be put in, which no rule judges. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is Spark's syntax of a reference, not ours.
export const UNRESOLVED = '${unresolved}';

/** A string in which what a template engine will put in (`{{ params.memory }}`) is marked as not known. */
export function withoutTemplates(text: string): string {
  // What stands between two statements (`{% if … %}20g{% else %}…`) counts only sometimes.
  const known = text.includes('{%') ? text.replaceAll(/\{%.{0,500}%\}/gs, UNRESOLVED) : text;
  return known.includes('{{') ? known.replaceAll(/\{\{.{0,200}?\}\}/gs, UNRESOLVED) : known;
}

/** Plain JSON as a tree, without lines; what a function of CloudFormation will give is not known. */
export function toTree(value: unknown): Tree {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(toTree) };
  if (typeof value === 'object' && value !== null) {
    const [name = '', ...others] = Object.keys(value);
    if (others.length === 0 && /^(Ref|Fn::\w+)$/.test(name)) return { kind: 'unknown' };
    return { kind: 'map', entries: Object.entries(value).map(([key, inner]) => ({ key, value: toTree(inner) })) };
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'value', value };
  }
  return { kind: 'unknown' };
}

/** `ReleaseLabel`, `releaseLabel`, `release_label` and `release-label` are one name: APIs and tools spell it each in their way. */
function sameName(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}

/** The entry of a name in whatever spelling; of several the last. */
function findEntry(tree: Tree | undefined, name: string): TreeEntry | undefined {
  if (tree?.kind !== 'map') return undefined;
  const wanted = sameName(name);
  return tree.entries.findLast(({ key }) => key.length < 2 * name.length && sameName(key) === wanted);
}

export function findField(tree: Tree | undefined, name: string): Tree | undefined {
  // Step Functions put `Args.$` in place of a field whose value comes of an expression.
  const expression = findEntry(tree, `${name}.$`);
  return findEntry(tree, name)?.value ?? (expression && { kind: 'unknown', ...spotOf(expression) });
}

/** The string that a tree is. */
export function findText(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'value' && typeof tree.value === 'string' ? tree.value : undefined;
}

/** The whole number that a tree is, or that its string holds. */
export function findNumber(tree: Tree | undefined): number | undefined {
  if (tree?.kind !== 'value' || !/^\d{1,9}$/.test(String(tree.value))) return undefined;
  return Number(tree.value);
}

/** The items of a list; a map or string stands for a list of one, as blocks of Terraform do. */
export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined || (tree.kind === 'value' && tree.value === null)) return [];
  return tree.kind === 'list' ? tree.items : [tree];
}
