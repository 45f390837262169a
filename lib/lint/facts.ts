import type { EmrRelease } from '../catalog';
import {
  type ConfigurationLayer,
  calculatorFor,
  type Effective,
  type EffectiveRequest,
  effective,
  knownNodes,
  placeOf as placeAlone,
  reachesSubmit,
  readable,
  replacesDefaults,
  type WrittenGroup,
} from '../effective';
import {
  type DeployMode,
  defaultIn,
  type ExecutorSize,
  kindIn,
  knownKey,
  minorOf,
  parseBytes,
  parseDurationMs,
  type SparkSettings,
  sparkIsAtLeast,
  type ValueKind,
} from '../spark';
import { findWinner } from '../steps';
import type { Calculator } from '../yarn';
import type { LintHardware, LintRequest, LintSubject, Place, WrittenBlock, WrittenSetting } from './types';

export { readable };

/** What a rule may look at. */
export interface LintFacts {
  readonly subject: LintSubject;
  readonly release: EmrRelease;
  /** `major.minor` of the release's Spark. */
  readonly minor: string;
  /** What EMR, YARN and Spark would run, given everything that is written down; the fields below are parts of it. */
  readonly effective: Effective;
  /** The settings in force, by their present names, with those of the cluster beneath. */
  readonly settings: SparkSettings;
  /** The settings beneath a command as they are written: the cluster's own, unless `--properties-file` replaces them, and those of that file. */
  readonly beneath: ReadonlyMap<string, string>;
  /** Undefined for a configuration that leaves it to each job. */
  readonly deployMode?: DeployMode;
  /** Undefined where it is not known. */
  readonly dynamicAllocation?: boolean;
  /** Undefined where its memory or cores are set nowhere: then EMR's own choice, whose rule is not published, is in force. */
  readonly executor?: ExecutorSize;
  readonly calculator: { readonly name: Calculator; readonly from: 'given' | 'configured' | 'assumed' };
  /** Undefined where there are no nodes, or something of them is not known. */
  readonly hardware?: LintHardware;
  /** The settings of what is linted that reach spark-submit, those of the primary's group last, which override the cluster's. */
  readonly reaching: readonly WrittenSetting[];
  /** Every classification that is there, beneath or linted. */
  readonly blocks: readonly WrittenBlock[];
  /** The groups of the document's cluster, beneath or linted, unless flags override them. */
  readonly groups: readonly WrittenGroup[];
}

export function factsOf(request: LintRequest): LintFacts {
  const { subject, release } = request;
  const blocks = [...blocksBeneath(request.beneath), ...subject.blocks];
  const asked = toEffectiveRequest(request, blocks);
  const inForce = effective(asked);
  const { spark, yarn } = inForce;
  const nodes = knownNodes(yarn);
  return {
    subject,
    release,
    minor: minorOf(release.sparkVersion),
    effective: inForce,
    settings: spark.settings,
    beneath: new Map(
      [
        ...(replacesDefaults(subject.options) ? [] : settingsOf(request.beneath).filter(reachesSubmit)),
        ...settingsOf(request.propertiesFile),
      ].map(({ key, value }) => [key, value]),
    ),
    deployMode: spark.deployMode,
    dynamicAllocation: spark.dynamicAllocation,
    executor: spark.executor.size,
    calculator: calculatorOf(inForce),
    hardware: nodes === undefined ? undefined : { nodes, primary: yarn.primary?.value },
    reaching: [
      ...subject.settings.filter(({ group }) => group === undefined),
      ...subject.settings.filter((one) => one.group !== undefined && reachesSubmit(one)),
    ],
    blocks,
    groups: request.hardware === undefined ? (asked.groups ?? []) : [],
  };
}

function toEffectiveRequest(request: LintRequest, blocks: readonly WrittenBlock[]): EffectiveRequest {
  const { subject, beneath, release, hardware, calculator } = request;
  const isFile = (one: LintSubject | undefined): boolean => one?.kind === 'properties';
  const own = subject.submit === undefined ? subject : undefined;
  // Beneath a list of classifications a file counts as one of them, so that the list overrides it.
  const overFile = isFile(beneath) && own?.kind === 'configurations';
  const layers = [beneath, own];
  return {
    release: { value: release, layer: 'flag' },
    blocks,
    settings: layers.filter((one) => overFile || !isFile(one)).flatMap(settingsOf),
    sparkDefaults: layers.filter((one) => !overFile && isFile(one)).flatMap(settingsOf),
    propertiesFile: request.propertiesFile === undefined ? undefined : settingsOf(request.propertiesFile),
    command: subject.submit === undefined ? undefined : { submit: subject.submit, settings: subject.settings },
    groups: subject.cluster?.groups ?? groupsBeneath(beneath),
    flags: { groups: hardware === undefined ? undefined : groupsOf(hardware), calculator },
  };
}

/** The settings of a subject, each with its file. */
function settingsOf(subject: LintSubject | undefined): readonly WrittenSetting[] {
  const { settings = [], file } = subject ?? {};
  return file === undefined ? settings : settings.map((setting) => ({ file, ...setting }));
}

/** The classifications of a subject, each with its file. */
function blocksBeneath(
  { blocks, file }: Pick<LintSubject, 'blocks' | 'file'> = { blocks: [] },
): readonly WrittenBlock[] {
  if (file === undefined) return blocks;
  return blocks.map((block) => ({
    file,
    ...block,
    places: new Map([...(block.places ?? [])].map(([key, place]) => [key, { file, ...place }])),
  }));
}

/** The groups of a subject's cluster, each with its file. */
function groupsBeneath(subject: LintSubject | undefined): readonly WrittenGroup[] | undefined {
  const { cluster, file } = subject ?? {};
  return file === undefined ? cluster?.groups : cluster?.groups.map((group) => ({ file, ...group }));
}

/** The groups that flags give: the first is the core group unless they say otherwise. */
function groupsOf({ nodes, primary }: LintHardware): WrittenGroup[] {
  const place = { where: 'the flags', at: 0 };
  const workers = nodes.map(({ instanceType, count, role }, i): WrittenGroup => {
    const inOrder = role ?? (i === 0 ? 'core' : 'task');
    return { role: inOrder, name: `${inOrder.toUpperCase()} ${i + 1}`, instanceTypes: [instanceType], count, ...place };
  });
  if (primary === undefined) return workers;
  return [{ role: 'primary', name: 'PRIMARY', instanceTypes: [primary], count: 1, ...place }, ...workers];
}

export function isAtLeast({ release }: LintFacts, major: number, minor: number): boolean {
  return sparkIsAtLeast(release.sparkVersion, major, minor);
}

/**
 * The written setting that is in force: the last strong flag wins over every `--conf`, the last `--conf` over earlier ones. Undefined where
 * the cluster beneath sets it, or nothing does.
 */
function inForce({ reaching, deployMode }: LintFacts, key: string): WrittenSetting | undefined {
  return findWinner(reaching, key, deployMode);
}

/** Where the setting in force was written, in what is linted or beneath it; undefined where only EMR or Spark sets it. */
export function placeOf(facts: LintFacts, key: string): Place | undefined {
  const setting = inForce(facts, key);
  if (setting !== undefined) return placed(setting);
  const origin = facts.effective.spark.origins.get(key);
  return origin?.place === undefined ? undefined : beneathPlace(origin.layer, origin.place);
}

/** Places of layers beneath stand before all that is linted, and name their layer where they have no file. */
function beneathPlace(layer: ConfigurationLayer, place: Place): Place {
  if (place.file !== undefined) return { ...place, at: place.at - BENEATH };
  const of =
    layer === 'spark-defaults' ? 'spark-defaults, ' : layer === 'properties-file' ? 'the properties file, ' : '';
  return { ...place, where: `${of}${place.where}`, at: place.at - BENEATH };
}

const BENEATH = 1_000_000;

/** The place of a property of YARN: of what is linted as it is, else beneath it. */
export function placeInBlocks({ subject }: LintFacts, place: Place): Place {
  const isOwn = subject.blocks.some(
    (block) => block.at === place.at || [...(block.places?.values() ?? [])].includes(place),
  );
  return isOwn ? placeAlone(place) : beneathPlace('classification', place);
}

/** Groups stand before all classifications. */
export function groupPlace(group: WrittenGroup): Place {
  return { ...placeAlone(group), at: group.at - BENEATH / 10 };
}

/** What is linted, and the settings beneath it that are in force: values are judged in whatever layer they stand. */
export function settingsInLayers(facts: LintFacts): readonly WrittenSetting[] {
  const { subject, effective: config } = facts;
  const own = new Set(subject.settings.map(({ key }) => key));
  const beneath = [...config.spark.origins].flatMap(([key, { value, layer, place }]): WrittenSetting[] =>
    place === undefined || own.has(key) || layer === 'step' ? [] : [{ key, value, ...beneathPlace(layer, place) }],
  );
  return subject.kind === 'command' ? [...beneath, ...subject.settings] : subject.settings;
}

/** A place alone: of a setting its value must not get into a finding. */
export const placed = (place: Place): Place => placeAlone(place);

/** The place of a subject as a whole: findings about what is nowhere written stand at its end. */
export function wholePlace({ subject }: LintFacts): Place {
  const places = [...subject.settings, ...subject.options, ...subject.blocks];
  const at = places.reduce((last, place) => Math.max(last, place.at), 0) + 1;
  const where = { command: 'the command', configurations: 'the configuration', properties: 'the file' }[subject.kind];
  return { where, at };
}

/** The first of these settings that is written, with its place; the subject as a whole where none is. */
export function firstPlaceOf(facts: LintFacts, keys: readonly string[]): Place & { readonly key?: string } {
  for (const key of keys) {
    const place = placeOf(facts, key);
    if (place !== undefined) return { key, ...place };
  }
  return wholePlace(facts);
}

/** A whole number in force; undefined where it is not set, or Spark cannot read it, which is a finding of its own. */
export function findCount({ settings }: LintFacts, key: string): number | undefined {
  return readable(() => settings.count(key));
}

/** A memory size in force, MiB; undefined as for a count. */
export function findMemoryMiB({ settings }: LintFacts, key: string): number | undefined {
  return readable(() => settings.memoryMiB(key));
}

/** What a key's values are in the release's Spark; undefined for an unknown key, or where any text will do. */
export function kindOf({ minor }: LintFacts, key: string): ValueKind | undefined {
  const known = knownKey(key);
  return known === undefined ? undefined : kindIn(known, minor);
}

/** A size in force, in bytes; undefined as for a count. */
export function findBytes(facts: LintFacts, key: string): number | undefined {
  const [text, kind] = [facts.settings.get(key), kindOf(facts, key)];
  return text === undefined || kind?.kind !== 'bytes' ? undefined : parseBytes(text, kind.unit);
}

/** A duration in force, else Spark's default, in ms; undefined where Spark cannot read it, or its default is not known. */
export function durationMs(facts: LintFacts, key: string): number | undefined {
  const [known, kind] = [knownKey(key), kindOf(facts, key)];
  if (known === undefined || kind?.kind !== 'time') return undefined;
  // Spark 2.4 registers few defaults, and has the same ones in its code.
  const text = facts.settings.get(key) ?? defaultIn(known, facts.minor) ?? known.defaults[0]?.value;
  return text === undefined ? undefined : parseDurationMs(text, kind.unit);
}

/** Whether a switch is on; one that Spark cannot read is a finding of its own, and not on. */
export function isOn({ settings }: LintFacts, key: string, unset = false): boolean {
  return readable(() => settings.boolean(key) ?? unset) ?? false;
}

/** The calculator by which containers are counted, whatever gives it: a FairScheduler counts as the dominant one does. */
function calculatorOf({ yarn }: Effective): LintFacts['calculator'] {
  const { layer } = yarn.scheduler.value === 'capacity' ? yarn.calculator : yarn.scheduler;
  const from =
    layer === 'assumed' ? 'assumed' : layer === 'classification' || layer === 'group' ? 'configured' : 'given';
  return { name: calculatorFor(yarn), from };
}
