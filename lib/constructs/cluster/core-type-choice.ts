import { CfnMapping, type CfnParameter, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Classification } from '../../catalog';
import { InputError } from '../../errors';
import { instanceTypeName } from '../checks';
import type { ClusterPlan } from './cluster-plan';
import { checkParameterName, newStackParameter } from './stack-parameter';
import type { TunedClusterProps } from './tuned-cluster-props';

/** CloudFormation's limit for the keys of a mapping, and for the attributes of each. */
const MAX_IN_MAPPING = 200;

/**
 * The type of the core nodes: one, or the one that a deployment chooses out of several by a parameter. What follows from the type is then held for
 * each in a mapping of the template.
 */
export class CoreTypeChoice {
  /** The cluster's props for each type, the default first. */
  public readonly alternatives: readonly TunedClusterProps[];

  private readonly types: readonly string[];
  private readonly parameter?: CfnParameter;
  private readonly attributes = new Map<string, readonly string[]>();
  private mapping?: CfnMapping;

  constructor(
    private readonly scope: Construct,
    props: TunedClusterProps,
  ) {
    const { core, coreTypeParameter: parameter } = props;
    if (parameter === undefined) {
      this.alternatives = [props];
      this.types = core === undefined ? [] : [instanceTypeName('core.instanceType', core.instanceType)];
      return;
    }
    if (core === undefined) {
      throw new InputError(
        'contradiction',
        '`coreTypeParameter` is given without `core`; leave it out, as a fleet has all its types at once',
      );
    }
    checkParameterName(parameter.parameterName);
    const all = [core.instanceType, ...parameter.alternatives];
    this.types = typesOf(all.map((type) => instanceTypeName('coreTypeParameter.alternatives', type)));
    this.alternatives = all.map((instanceType) => ({ ...props, core: { ...core, instanceType } }));
    this.parameter = newStackParameter(scope, 'CoreType', {
      type: 'String',
      default: this.types[0],
      allowedValues: [...this.types],
      description: `Type of the core nodes (${scope.node.id}); another one replaces the cluster`,
      given: parameter.parameterName,
      wayOut: "coreTypeParameter: { …, parameterName: '…' }",
    });
  }

  /** The type as the template has it: its name, or a reference to the parameter; undefined for a cluster of fleets. */
  public get instanceType(): string | undefined {
    return this.parameter?.valueAsString ?? this.types[0];
  }

  /** The plan of whichever type is chosen; figures that are not part of the template are those of the default. */
  public planOf(plans: readonly ClusterPlan[]): ClusterPlan {
    const [first] = plans as readonly [ClusterPlan];
    if (plans.length === 1) return first;
    const classifications = this.classifications(
      '',
      plans.map((plan) => plan.classifications),
    );
    const sparkConf = this.settings(
      '',
      plans.map(({ layer }) => layer.sparkConf),
    );
    return { ...first, classifications, layer: { ...first.layer, sparkConf } };
  }

  /**
   * Settings for whichever type is chosen.
   *
   * @param within the name of the classification, empty for spark-defaults and a job's settings
   * @param perType the settings of each type
   */
  public settings(within: string, perType: readonly Readonly<Record<string, string>>[]): Record<string, string> {
    const [first = {}] = perType;
    const keys = Object.keys(first);
    this.checkSame(
      'setting',
      perType.map((settings) => Object.keys(settings)),
    );
    return Object.fromEntries(
      keys.map((key) => [
        key,
        this.pick(
          `${within} ${key}`,
          perType.map((settings) => settings[key] ?? ''),
        ),
      ]),
    );
  }

  /**
   * What each type has where the template has this value, by type, the default first; undefined for any other value.
   *
   * @param resolved `{ Ref: … }` of the parameter, or `{ 'Fn::FindInMap': … }` of a value of the mapping
   */
  public valuesBehind(resolved: object): readonly (readonly [type: string, value: string])[] | undefined {
    const reference = this.resolvedReference();
    if (reference === undefined) return undefined;
    if (JSON.stringify(resolved) === reference) return this.types.map((type) => [type, type]);
    const found = (resolved as { readonly 'Fn::FindInMap'?: readonly unknown[] })['Fn::FindInMap'];
    if (found === undefined || JSON.stringify(found[1]) !== reference) return undefined;
    const values = this.attributes.get(String(found[2]));
    return values?.map((value, i) => [this.types[i] ?? '', value]);
  }

  private resolvedReference(): string | undefined {
    return this.parameter && JSON.stringify(Stack.of(this.scope).resolve(this.parameter.valueAsString));
  }

  private classifications(within: string, perType: readonly (readonly Classification[])[]): Classification[] {
    const [first = []] = perType;
    this.checkSame(
      'classification',
      perType.map((blocks) => blocks.map(({ classification }) => classification)),
    );
    return first.map((block, i) => {
      const blocks = perType.map((all) => all[i] ?? block);
      const { classification } = block;
      const isDefaults = within === '' && classification === 'spark-defaults';
      const inner = this.classifications(
        `${within} ${classification}`,
        blocks.map(({ configurations = [] }) => configurations),
      );
      return {
        classification,
        properties: this.settings(
          isDefaults ? '' : `${within} ${classification}`,
          blocks.map(({ properties }) => properties),
        ),
        ...(inner.length === 0 ? {} : { configurations: inner }),
      };
    });
  }

  /** A mapping gives values, not keys. */
  private checkSame(what: string, perType: readonly (readonly string[])[]): void {
    const [first = []] = perType;
    const known = new Set(first);
    const other = perType.findIndex((names) => names.length !== known.size || !names.every((name) => known.has(name)));
    if (other === -1) return;
    const names = perType[other] ?? [];
    const odd = names.find((name) => !known.has(name)) ?? first.find((name) => !names.includes(name)) ?? '';
    throw new InputError(
      'types-differ',
      `\`coreTypeParameter\` must have types that need the same settings, but ${this.types[other]} and ${this.types[0]} differ in the ${what} ${odd}; set it yourself, or leave one of the two out`,
    );
  }

  /** One value if it is that of all types, else a reference to the mapping. */
  private pick(name: string, values: readonly string[]): string {
    const [first = ''] = values;
    const { parameter } = this;
    if (parameter === undefined || values.every((value) => value === first)) return first;
    const mapping = this.mappingOfPlans();
    const attribute = this.attributeFor(name, values);
    const stack = Stack.of(this.scope);
    return Lazy.uncachedString({
      produce: ({ scope }) => {
        if (Stack.of(scope) === stack) return mapping.findInMap(parameter.valueAsString, attribute);
        throw new InputError(
          'other-stack',
          `${scope.node.path} uses a setting of ${this.scope.node.path} that follows from \`coreTypeParameter\`, and CloudFormation finds it only in the stack of the cluster; define the job there, or leave \`coreTypeParameter\` out`,
        );
      },
    });
  }

  private mappingOfPlans(): CfnMapping {
    this.mapping ??= new CfnMapping(this.scope, 'CoreTypes');
    return this.mapping;
  }

  /** The attribute with these values: several jobs may have the same setting, with other values. */
  private attributeFor(name: string, values: readonly string[]): string {
    const base = camelCase(name);
    for (let n = 1; ; n++) {
      const attribute = n === 1 ? base : `${base}${n}`;
      const known = this.attributes.get(attribute);
      if (known === undefined) {
        this.addAttribute(attribute, values);
        return attribute;
      }
      if (known.join('\n') === values.join('\n')) return attribute;
    }
  }

  private addAttribute(attribute: string, values: readonly string[]): void {
    if (this.attributes.size === MAX_IN_MAPPING) {
      throw new InputError(
        'too-many-settings',
        `\`coreTypeParameter\` lets at most ${MAX_IN_MAPPING} settings differ by type, all jobs together; submit jobs by an orchestrator, or leave it out`,
      );
    }
    if (values.some((value) => Token.isUnresolved(value))) {
      throw new InputError(
        'unresolved',
        `\`coreTypeParameter\` needs values known at synthesis, got a token for ${attribute}`,
      );
    }
    this.attributes.set(attribute, values);
    for (const [i, value] of values.entries()) this.mapping?.setValue(this.types[i] ?? '', attribute, value);
  }
}

/** @throws InputError for types that are too many, or named twice */
function typesOf(types: readonly string[]): readonly string[] {
  if (types.length > MAX_IN_MAPPING) {
    throw new InputError(
      'too-many-types',
      `\`coreTypeParameter.alternatives\` must have fewer than ${MAX_IN_MAPPING} types, got ${types.length - 1}; leave some out`,
    );
  }
  const twice = types.find((type, i) => types.indexOf(type) !== i);
  if (twice === undefined) return types;
  throw new InputError(
    'bad-choice',
    `\`coreTypeParameter.alternatives\` has ${twice} twice, \`core.instanceType\` included; name each type once`,
  );
}

/** Attributes of a mapping are letters and digits. */
function camelCase(name: string): string {
  const [first = '', ...others] = name.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  return [first, ...others.map((part) => part.charAt(0).toUpperCase() + part.slice(1))].join('');
}
